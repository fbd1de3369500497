import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { duplicates, type Finding, merges, type PairDetail, type Verdict } from '@/api/identity';
import { useFormat } from '@/app/format';
import { useKeys } from '@/app/keys';
import { useMay } from '@/app/session';
import { percent } from '@/screens/merge/Duplicates';
import { type Choice, SideBySide } from '@/screens/merge/SideBySide';
import { Failed, Lines, Loading } from '@/ui/states';
import { refused, said } from '@/ui/toast';

/** One pair in full: why they may be one, where they differ, and the verdict. */
export function PairPane({ id, next }: { id: string; next: () => void }) {
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['duplicate', id], queryFn: () => duplicates.read(id) });
  if (isPending) return <Loading><Lines rows={12} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return <Pane pair={data} next={next} />;
}

function Pane({ pair, next }: { pair: PairDetail; next: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay()('recruiter');
  const ids = pair.talents.map((one) => one.id);
  const found = useQuery({ queryKey: ['compared', ...ids], queryFn: () => merges.compare(ids), enabled: may && new Set(ids).size > 1 });
  const [picked, setPicked] = useState<Choice | null>(null);
  const choice = picked ?? { survivor: found.data?.survivor_id ?? '', choices: {} };
  return (
    <>
      <div className="row between wrap"><h2>{pair.talents.map((one) => one.name).join(' = ')}</h2><strong className="num">{t('merging.chance', { percent: percent(pair.probability, format.zh) })}</strong></div>
      {may ? <Verdicts pair={pair} choice={choice} ready={found.isSuccess && found.data.reasons.length === 0} next={next} /> : null}
      <h3>{t('merging.evidence')}</h3>
      <Evidence findings={pair.reasons} />
      {found.isLoading ? <Loading><Lines rows={8} /></Loading> : null}
      {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data ? <SideBySide found={found.data} choice={choice} change={pair.state === 'open' ? setPicked : undefined} /> : null}
    </>
  );
}

function Evidence({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (findings.length === 0) return <p className="quiet">{t('merging.noEvidence')}</p>;
  return (
    <ul className="findings">
      {findings.map((one) => <li key={`${one.field}-${one.level}`} className={`label ${one.weight > 0 ? 'good' : 'bad'}`}><span aria-hidden="true">{one.weight > 0 ? '＋' : '−'}</span>{format.both(one.text)}</li>)}
    </ul>
  );
}

type VerdictsProps = { pair: PairDetail; choice: Choice; ready: boolean; next: () => void };

/** "One person" makes them one as well; what fails takes the verdict back. */
function useVerdict({ pair, choice, next }: Omit<VerdictsProps, 'ready'>) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const again = async () => { for (const key of ['duplicates', 'duplicate', 'talents', 'compared', 'merges']) await queries.invalidateQueries({ queryKey: [key] }); };
  const back = async (mergeIds: string[]) => {
    for (const id of mergeIds) await merges.undo(id, t('merging.mistake'), 'survivor');
    await duplicates.decide(pair.id, 'open');
    said(t('merging.decided.open'));
    await again();
  };
  return useMutation({
    mutationFn: async (verdict: Verdict) => {
      await duplicates.decide(pair.id, verdict);
      if (verdict !== 'same') return [];
      const other = pair.talents.map((one) => one.id).filter((id) => id !== choice.survivor);
      try {
        return await merges.make(choice.survivor, { merged: other, reason: t('merging.reasonPair'), probability: pair.probability, model_version: '', choices: choice.choices });
      } catch (error) {
        await duplicates.decide(pair.id, 'open');
        throw error;
      }
    },
    onSuccess: async (made, verdict) => {
      const word = verdict === 'same' ? t('merging.merged', { count: made.length + 1 }) : t(`merging.decided.${verdict}`);
      said(word, verdict === 'open' ? undefined : { word: t('do.undo'), go: () => void back(made.map((one) => one.id)).catch((error: unknown) => refused(error, t)) });
      next();
      await again();
    },
    onError: (error) => refused(error, t),
  });
}

function Verdicts(props: VerdictsProps) {
  const { pair, ready } = props;
  const { t } = useTranslation();
  const decide = useVerdict(props);
  const open = pair.state === 'open';
  const keys = useMemo(() => {
    const give = (verdict: Verdict) => { if (!decide.isPending) decide.mutate(verdict); };
    return { 1: () => { if (ready) give('same'); }, 2: () => give('different'), 3: () => give('skipped') };
  }, [decide, ready]);
  useKeys(keys, open);
  if (!open) return pair.state === 'same' ? null : <div className="verdicts"><Button variant="default" loading={decide.isPending} onClick={() => decide.mutate('open')}>{t('merging.reopen')}</Button></div>;
  return (
    <div className="verdicts">
      <Button loading={decide.isPending} disabled={!ready} onClick={() => decide.mutate('same')}>{t('merging.same')}<span className="kbd desk" aria-hidden="true">1</span></Button>
      <Button variant="default" disabled={decide.isPending} onClick={() => decide.mutate('different')}>{t('merging.different')}<span className="kbd desk" aria-hidden="true">2</span></Button>
      <Button variant="default" disabled={decide.isPending} onClick={() => decide.mutate('skipped')}>{t('merging.skip')}<span className="kbd desk" aria-hidden="true">3</span></Button>
      <span className="quiet small desk">{t('merging.keys')}</span>
    </div>
  );
}
