import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { talents } from '@/api/calls';
import type { Talent } from '@/api/types';
import { useMay } from '@/app/session';
import { Empty, Failed, Lines, Loading } from '@/ui/states';
import { Time } from '@/ui/Time';
import { refused } from '@/ui/toast';

const KINDS = ['note', 'call', 'email', 'meeting', 'interview'] as const;
const KNOWN = ['note', 'call', 'email', 'meeting', 'interview', 'application', 'message', 'event', 'import', 'offer', 'referral'] as const;

export function Timeline({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['interactions', person.id], queryFn: () => talents.interactions(person.id) });
  if (isPending) return <Loading><Lines rows={6} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="stack">
      {may('recruiter') ? <Add id={person.id} /> : null}
      {data.items.length === 0 ? <Empty title={t('talent.noTimeline')} text={t('talent.noTimelineText')} /> : null}
      <ol className="timeline">
        {data.items.map((one) => (
          <li key={one.id}>
            <div className="row wrap"><strong style={{ fontWeight: 550 }}>{kindOf(one.kind, t)}</strong>{one.direction === 'in' || one.direction === 'out' ? <span className="label">{t(`talent.${one.direction}`)}</span> : null}<span className="quiet small"><Time iso={one.at} /></span></div>
            {one.summary ? <p>{one.summary}</p> : null}
          </li>
        ))}
      </ol>
    </div>
  );
}

function kindOf(kind: string, t: TFunction): string {
  const known = KNOWN.find((one) => one === kind || kind.startsWith(`${one}.`) || kind.startsWith(`${one}_`) || kind.startsWith(`${one}-`));
  return known ? t(`talent.kinds.${known}`) : kind;
}

function Add({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [kind, setKind] = useState<string>('note');
  const [summary, setSummary] = useState('');
  const add = useMutation({
    mutationFn: () => talents.note(id, kind, summary.trim()),
    onSuccess: async () => {
      setSummary('');
      await queries.invalidateQueries({ queryKey: ['interactions', id] });
    },
    onError: (error) => refused(error, t),
  });
  return (
    <form className="row wrap" style={{ maxWidth: 720 }} onSubmit={(event) => { event.preventDefault(); add.mutate(); }}>
      <NativeSelect aria-label={t('talent.noteKind')} w={112} value={kind} onChange={(event) => setKind(event.target.value)} data={KINDS.map((one) => ({ value: one, label: t(`talent.kinds.${one}`) }))} />
      <TextInput className="grow" miw={180} aria-label={t('talent.addNote')} placeholder={t('talent.notePlaceholder')} value={summary} onChange={(event) => setSummary(event.target.value)} />
      <Button type="submit" size="sm" disabled={!summary.trim()} loading={add.isPending}>{t('do.add')}</Button>
    </form>
  );
}
