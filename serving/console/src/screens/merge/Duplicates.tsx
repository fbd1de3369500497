import './merge.css';

import { Button, NativeSelect } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { duplicates, type Pair, type PairState } from '@/api/identity';
import { useFormat } from '@/app/format';
import { useKeys } from '@/app/keys';
import { useMay } from '@/app/session';
import { useUrl } from '@/app/url';
import { PairPane } from '@/screens/merge/PairPane';
import { headline } from '@/ui/person';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { refused, said } from '@/ui/toast';

const STATES: PairState[] = ['open', 'same', 'different', 'skipped'];

export const percent = (share: number, zh: boolean) => new Intl.NumberFormat(zh ? 'zh-CN' : 'en', { style: 'percent', maximumFractionDigits: share > 0.9 ? 1 : 0 }).format(Math.min(share, 0.999));

/** Who may be one person with whom: the queue, one pair in full, a verdict by one key. */
export default function Duplicates() {
  const { t } = useTranslation();
  const [word, setWord] = useUrl('state');
  const [wanted, setWanted] = useUrl('pair');
  const state = STATES.find((one) => one === word) ?? 'open';
  const pages = useInfiniteQuery({
    queryKey: ['duplicates', state], queryFn: ({ pageParam }) => duplicates.page(state, pageParam), initialPageParam: '', getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const all = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const here = all.find((one) => one.id === wanted) ?? (wanted ? undefined : all[0]);
  const at = here ? all.indexOf(here) : -1;
  const keys = useMemo(() => {
    const go = (step: number) => { const next = all[Math.max(0, Math.min(all.length - 1, at + step))]; if (next) { setWanted(next.id); document.getElementById(`d-${next.id}`)?.scrollIntoView({ block: 'nearest' }); } };
    return { ArrowDown: () => go(1), j: () => go(1), ArrowUp: () => go(-1), k: () => go(-1) };
  }, [all, at, setWanted]);
  useKeys(keys);
  const next = () => setWanted(all[at + 1]?.id ?? all[at - 1]?.id ?? '');
  const shown = here?.id ?? wanted;
  return (
    <div className="bench">
      <aside aria-label={t('merging.title')}>
        <Lead state={state} set={(value) => { setWord(value === 'open' ? '' : value); setWanted(''); }} total={pages.data?.pages[0]?.total ?? null} />
        {pages.isPending ? <Loading><Rows rows={7} /></Loading> : null}
        {pages.error ? <Failed error={pages.error} retry={() => void pages.refetch()} /> : null}
        <ul>{all.map((pair) => <li key={pair.id}><PairRow pair={pair} on={pair.id === shown} open={() => setWanted(pair.id)} /></li>)}</ul>
        {pages.hasNextPage ? <div className="pad"><Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('merging.more')}</Button></div> : null}
      </aside>
      <section>
        {shown ? <PairPane key={shown} id={shown} next={next} /> : null}
        {pages.data && !shown ? <Empty title={state === 'open' ? t('merging.none') : t('merging.noneOther')} text={t('merging.noneText')} /> : null}
      </section>
    </div>
  );
}

function Lead({ state, set, total }: { state: PairState; set: (state: string) => void; total: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay()('recruiter');
  const runs = useQuery({ queryKey: ['duplicate-runs'], queryFn: duplicates.runs });
  const start = useMutation({ mutationFn: duplicates.start, onSuccess: () => said(t('merging.started')), onError: (error) => refused(error, t) });
  const last = runs.data?.[0];
  return (
    <div className="lead">
      <div className="row between"><h1>{t('merging.title')}</h1><span className="quiet small" role="status">{total === null ? '' : t('merging.count', { count: total, formatted: format.number(total) })}</span></div>
      <NativeSelect size="xs" aria-label={t('merging.which')} value={state} data={STATES.map((one) => ({ value: one, label: t(`merging.states.${one}`) }))} onChange={(event) => set(event.target.value)} />
      {may ? <Button variant="default" leftSection={<IconRefresh size={15} aria-hidden="true" />} loading={start.isPending} onClick={() => start.mutate()}>{t('merging.run')}</Button> : null}
      {last ? <p className="quiet small">{t('merging.lastRun', { date: format.ago(last.at, Date.now()), people: format.number(last.people), review: format.number(last.to_review) })}</p> : null}
    </div>
  );
}

function PairRow({ pair, on, open }: { pair: Pair; on: boolean; open: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <button type="button" id={`d-${pair.id}`} className={`plain pairrow ${on ? 'on' : ''}`} aria-current={on || undefined} onClick={open}>
      <span className="row between"><strong className="clip">{pair.talents.map((one) => one.name).join(' = ')}</strong><span className="num small" title={t('merging.chance', { percent: percent(pair.probability, format.zh) })}>{percent(pair.probability, format.zh)}</span></span>
      {pair.talents.map((one) => <span key={one.id} className="clip small quiet">{headline(one)}</span>)}
    </button>
  );
}
