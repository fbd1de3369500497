import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Hold, keeping, type Relationship, RELATIONSHIPS, type Retention } from '@/api/care';
import type { Talent } from '@/api/types';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Confirm } from '@/ui/Confirm';
import { Failed, Lines, Loading } from '@/ui/states';
import { refused, said } from '@/ui/toast';

export const TONE = { kept: '', held: 'accent', review: 'warn', due: 'bad' } as const;

/** Until when a person may be kept, why, and what stands in the way. */
export function Keeping({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const may = useMay()('recruiter');
  const [asked, setAsked] = useState<'hold' | 'stand' | null>(null);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['retention', person.id], queryFn: () => keeping.read(person.id) });
  if (isPending) return <Loading><Lines rows={4} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <section>
      <h2>{t('consent.keep')}</h2>
      <Clock clock={data} />
      {data.hold ? <Held person={person} hold={data.hold} may={may} /> : null}
      {may ? (
        <div className="row wrap" style={{ marginTop: 8 }}>
          {data.hold ? null : <Button variant="default" onClick={() => setAsked('hold')}>{t('consent.hold')}</Button>}
          <Button variant="default" onClick={() => setAsked('stand')}>{t('consent.stand')}</Button>
        </div>
      ) : null}
      <Past holds={data.holds.filter((one) => one.id !== data.hold?.id)} />
      {asked === 'hold' ? <HoldForm id={person.id} name={person.name} close={() => setAsked(null)} /> : null}
      {asked === 'stand' ? <StandForm person={person} close={() => setAsked(null)} /> : null}
    </section>
  );
}

function Clock({ clock }: { clock: Retention }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p className="row wrap" style={{ marginTop: 8 }}><strong>{clock.due.on ? format.date(clock.due.on) : t('consent.noEnd')}</strong><span className={`label ${TONE[clock.stage]}`}>{t(`consent.stages.${clock.stage}`)}</span></p>
      <p className="quiet small">{format.both(clock.due.text)}</p>
      {clock.erase_on ? <p className="small warn">{t('consent.erasedOn', { date: format.date(clock.erase_on) })}</p> : null}
    </>
  );
}

function Held({ person, hold, may }: { person: Talent; hold: Hold; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const release = useMutation({
    mutationFn: () => keeping.release(person.id, hold.id),
    onSuccess: async () => { said(t('consent.released')); await queries.invalidateQueries({ queryKey: ['retention', person.id] }); },
    onError: (error) => refused(error, t),
  });
  return (
    <div className="note" style={{ marginTop: 8 }}>
      <div className="grow"><strong>{t('consent.heldUntil', { date: format.day(hold.until) })}</strong><div>{hold.reason}</div></div>
      {may ? <Button variant="default" loading={release.isPending} onClick={() => release.mutate()}>{t('consent.release')}</Button> : null}
    </div>
  );
}

function Past({ holds }: { holds: Hold[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (holds.length === 0) return null;
  return (
    <div className="small" style={{ marginTop: 12 }}>
      <h3>{t('consent.pastHolds')}</h3>
      <ul>{holds.map((one) => <li key={one.id} className="quiet">{format.day(one.since)} – {format.day(one.released_at ?? one.until)}: {one.reason}</li>)}</ul>
    </div>
  );
}

/** Why and until when; also used on the review list. */
export function HoldForm({ id, name, close }: { id: string; name: string; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(format.today(90));
  const save = useMutation({
    mutationFn: () => keeping.hold(id, reason.trim(), `${until}T00:00:00Z`),
    onSuccess: async () => {
      said(t('consent.held'));
      close();
      await queries.invalidateQueries({ queryKey: ['retention', id] });
      await queries.invalidateQueries({ queryKey: ['retention-review'] });
    },
  });
  return (
    <Confirm open title={t('consent.holdTitle', { name })} go={t('consent.hold')} busy={save.isPending} error={save.error} disabled={!reason.trim() || !until} onGo={() => save.mutate()} onClose={close}>
      <TextInput label={t('consent.holdReason')} placeholder={t('consent.holdExample')} value={reason} onChange={(event) => setReason(event.target.value)} data-autofocus />
      <TextInput type="date" label={t('consent.holdUntil')} value={until} min={format.today(1)} onChange={(event) => setUntil(event.target.value)} />
    </Confirm>
  );
}

function StandForm({ person, close }: { person: Talent; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [relationship, setRelationship] = useState<Relationship>('prospect');
  const [since, setSince] = useState(format.today());
  const [ended, setEnded] = useState('');
  const save = useMutation({
    mutationFn: () => keeping.stand(person.id, { relationship, since: `${since}T00:00:00Z`, ...(ended ? { ended: `${ended}T00:00:00Z` } : {}) }),
    onSuccess: async () => { said(t('consent.standSaved')); close(); await queries.invalidateQueries({ queryKey: ['retention', person.id] }); },
  });
  return (
    <Confirm open title={t('consent.standTitle', { name: person.name })} go={t('do.save')} busy={save.isPending} error={save.error} disabled={!since} onGo={() => save.mutate()} onClose={close}>
      <NativeSelect label={t('consent.stand')} value={relationship} onChange={(event) => setRelationship(RELATIONSHIPS.find((one) => one === event.target.value) ?? 'prospect')} data={RELATIONSHIPS.map((one) => ({ value: one, label: t(`consent.relationships.${one}`) }))} data-autofocus />
      <div className="pair">
        <TextInput type="date" label={t('consent.standSince')} value={since} onChange={(event) => setSince(event.target.value)} />
        <TextInput type="date" label={t('consent.standEnded')} value={ended} min={since} onChange={(event) => setEnded(event.target.value)} />
      </div>
    </Confirm>
  );
}
