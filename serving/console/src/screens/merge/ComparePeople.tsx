import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { type Comparison, merges } from '@/api/identity';
import { useUrl } from '@/app/url';
import { type Choice, SideBySide } from '@/screens/merge/SideBySide';
import { Empty, Failed, Lines, Loading, Note, sentence } from '@/ui/states';
import { refused, said } from '@/ui/toast';

/** Two or three people who were ticked, side by side, to be made one. */
export default function ComparePeople() {
  const { t } = useTranslation();
  const [word] = useUrl('ids');
  const ids = [...new Set(word.split(',').filter(Boolean))];
  const some = ids.length >= 2 && ids.length <= 3;
  const found = useQuery({ queryKey: ['compared', ...ids], queryFn: () => merges.compare(ids), enabled: some });
  return (
    <div className="page">
      <h1 style={{ marginBottom: 12 }}>{t('merging.compare')}</h1>
      {some ? null : <Empty title={t('merging.tooFew')} text={t('merging.tooFewText')}><Button component={Link} to="/people" variant="default">{t('merging.back')}</Button></Empty>}
      {some && found.isPending ? <Loading><Lines rows={12} /></Loading> : null}
      {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data ? <Bench key={word} found={found.data} /> : null}
    </div>
  );
}

function Bench({ found }: { found: Comparison }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [choice, setChoice] = useState<Choice>({ survivor: found.survivor_id, choices: {} });
  const [reason, setReason] = useState('');
  const again = async () => { for (const key of ['talents', 'talent', 'compared', 'merges', 'duplicates']) await queries.invalidateQueries({ queryKey: [key] }); };
  const back = async (mergeIds: string[]) => {
    for (const id of [...mergeIds].reverse()) await merges.undo(id, t('merging.mistake'), 'survivor');
    said(t('merging.parted'));
    await again();
  };
  const merge = useMutation({
    mutationFn: () => merges.make(choice.survivor, { merged: found.talents.map((one) => one.id).filter((id) => id !== choice.survivor), reason: reason.trim() || t('merging.reasonHand'), model_version: '', choices: choice.choices }),
    onSuccess: async (made) => {
      said(t('merging.merged', { count: made.length + 1 }), { word: t('do.undo'), go: () => void back(made.map((one) => one.id)).catch((error: unknown) => refused(error, t)) });
      await again();
      await navigate(`/people/${choice.survivor}`);
    },
  });
  return (
    <div className="stack">
      {merge.error ? <Note tone="bad">{sentence(merge.error, t).detail}</Note> : null}
      <SideBySide found={found} choice={choice} change={setChoice} />
      <form className="row wrap" onSubmit={(event) => { event.preventDefault(); merge.mutate(); }}>
        <TextInput className="grow" miw={200} aria-label={t('merging.reason')} placeholder={t('merging.reason')} value={reason} onChange={(event) => setReason(event.target.value)} />
        <Button type="submit" size="sm" loading={merge.isPending} disabled={found.reasons.length > 0}>{t('merging.mergeThem')}</Button>
      </form>
    </div>
  );
}
