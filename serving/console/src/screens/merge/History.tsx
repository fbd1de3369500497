import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Merge, merges } from '@/api/identity';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Confirm } from '@/ui/Confirm';
import { Note } from '@/ui/states';
import { said } from '@/ui/toast';

/** Who was found to be this person, and the way back; nothing where nobody was. */
export default function History({ talentId }: { talentId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay()('recruiter');
  const [asked, setAsked] = useState<Merge | null>(null);
  const found = useQuery({ queryKey: ['merges', talentId], queryFn: () => merges.of(talentId) });
  if (found.error) return <Note tone="warn">{t('state.partial')}</Note>;
  if (!found.data?.length) return null;
  return (
    <div className="block">
      <h2>{t('merging.history')}</h2>
      <ul className="stack" style={{ gap: 8 }}>
        {found.data.map((one) => (
          <li key={one.id} className="row between small">
            <span className="quiet">
              {t('merging.at', { date: format.day(one.merged_at), reason: one.reason })}
              {one.undone_at ? <><br />{t('merging.undone', { date: format.day(one.undone_at), reason: one.undo_reason })}</> : null}
            </span>
            {may && !one.undone_at ? <Button variant="default" onClick={() => setAsked(one)}>{t('merging.part')}</Button> : null}
          </li>
        ))}
      </ul>
      {asked ? <Part one={asked} talentId={talentId} close={() => setAsked(null)} /> : null}
    </div>
  );
}

function Part({ one, talentId, close }: { one: Merge; talentId: string; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [later, setLater] = useState<'survivor' | 'merged'>('survivor');
  const part = useMutation({
    mutationFn: () => merges.undo(one.id, reason.trim(), later),
    onSuccess: async () => {
      said(t('merging.parted'));
      close();
      for (const key of [['merges'], ['talent', talentId], ['sources', talentId], ['talents'], ['duplicates']]) await queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Confirm open title={t('merging.partTitle')} go={t('merging.part')} busy={part.isPending} error={part.error} disabled={!reason.trim()} onGo={() => part.mutate()} onClose={close}>
      <p>{t('merging.partText')}</p>
      <TextInput label={t('merging.partReason')} value={reason} onChange={(event) => setReason(event.target.value)} data-autofocus />
      <NativeSelect label={t('merging.partLater')} value={later} data={[{ value: 'survivor', label: t('merging.partSurvivor') }, { value: 'merged', label: t('merging.partMerged') }]} onChange={(event) => setLater(event.target.value === 'merged' ? 'merged' : 'survivor')} />
    </Confirm>
  );
}
