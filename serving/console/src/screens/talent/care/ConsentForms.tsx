import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { type Channel, CHANNELS, consents, type ConsentSource, type Purpose } from '@/api/care';
import type { Talent } from '@/api/types';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Confirm } from '@/ui/Confirm';
import { Note } from '@/ui/states';
import { said } from '@/ui/toast';

type Props = { person: Talent; purpose: Purpose; close: () => void };

const SOURCES: ConsentSource[] = ['person', 'form', 'recruiter', 'message', 'exit'];

function useWritten(person: Talent, close: () => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return async () => {
    said(t('consent.recorded'));
    close();
    for (const key of ['consents', 'retention', 'jobs-for']) await queries.invalidateQueries({ queryKey: [key, person.id] });
  };
}

function ChannelPick({ value, onChange }: { value: Channel; onChange: (channel: Channel) => void }) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('consent.channel')} value={value} data={CHANNELS.map((one) => ({ value: one, label: t(`consent.channels.${one}`) }))}
      onChange={(event) => onChange(CHANNELS.find((one) => one === event.target.value) ?? 'any')}
    />
  );
}

/** The newest version of each wording of a purpose, and the words themselves. */
function useWordings(purpose: Purpose) {
  const format = useFormat();
  const found = useQuery({ queryKey: ['wordings', purpose], queryFn: () => consents.wordings(purpose) });
  return { ...found, text: (id: string) => { const one = found.data?.find((each) => each.id === id); return one ? format.both(one) : ''; } };
}

export function Record({ person, purpose, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const admin = useMay()();
  const wordings = useWordings(purpose);
  const [act, setAct] = useState<'given' | 'refused'>('given');
  const [form, setForm] = useState({ channel: 'any' as Channel, at: format.today(), source: 'person' as ConsentSource, wording: '', proof: '', expires: '' });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const wording = form.wording || wordings.data?.[0]?.id || '';
  const given = act === 'given';
  const written = useWritten(person, close);
  const save = useMutation({
    mutationFn: () => consents.record(person.id, {
      purpose, act, channel: form.channel, source: form.source, proof: form.proof.trim(),
      ...(form.at === format.today() ? {} : { at: `${form.at}T00:00:00Z` }),
      ...(given && wording ? { wording_id: wording } : {}), ...(given && form.expires ? { expires_at: `${form.expires}T00:00:00Z` } : {}),
    }),
    onSuccess: written,
  });
  return (
    <Confirm open size="md" title={t('consent.recordTitle', { purpose: t(`consent.purposes.${purpose}`) })} go={t('consent.record')} busy={save.isPending} error={save.error} disabled={given && (!wording || !form.proof.trim())} onGo={() => save.mutate()} onClose={close}>
      <SegmentedControl fullWidth aria-label={t('consent.answer')} value={act} onChange={(value) => setAct(value === 'refused' ? 'refused' : 'given')} data={[{ value: 'given', label: t('consent.acts.given') }, { value: 'refused', label: t('consent.acts.refused') }]} />
      {given && wordings.data?.length === 0 ? <Note tone="warn">{t('consent.noWording')} {admin ? <Link to="/trust?tab=wordings">{t('consent.addWording')}</Link> : t('consent.noWordingAsk')}</Note> : null}
      {given && wordings.data && wordings.data.length > 0 ? (
        <>
          <NativeSelect label={t('consent.wording')} value={wording} onChange={(event) => set({ wording: event.target.value })} data={wordings.data.map((one) => ({ value: one.id, label: `${one.version} · ${format.day(one.created_at)}` }))} />
          <p className="small quiet wording">{wordings.text(wording)}</p>
        </>
      ) : null}
      <div className="pair">
        <ChannelPick value={form.channel} onChange={(channel) => set({ channel })} />
        <NativeSelect label={t('consent.source')} value={form.source} onChange={(event) => set({ source: SOURCES.find((one) => one === event.target.value) ?? 'person' })} data={SOURCES.map((one) => ({ value: one, label: t(`consent.sources.${one}`) }))} />
        <TextInput type="date" label={t('consent.at')} value={form.at} max={format.today()} onChange={(event) => set({ at: event.target.value || format.today() })} />
        {given ? <TextInput type="date" label={t('consent.expires')} description={t('consent.expiresHint')} inputWrapperOrder={['label', 'input', 'description']} value={form.expires} min={format.today(1)} onChange={(event) => set({ expires: event.target.value })} /> : null}
      </div>
      <TextInput label={t('consent.proof')} description={t('consent.proofHint')} value={form.proof} onChange={(event) => set({ proof: event.target.value })} data-autofocus />
      <p className="quiet small">{t('consent.final')}</p>
    </Confirm>
  );
}

export function Withdraw({ person, purpose, close }: Props) {
  const { t } = useTranslation();
  const [channel, setChannel] = useState<Channel>('any');
  const [proof, setProof] = useState('');
  const written = useWritten(person, close);
  const save = useMutation({ mutationFn: () => consents.withdraw(person.id, { purpose, channel, source: 'person', proof: proof.trim() }), onSuccess: written });
  return (
    <Confirm open title={t('consent.withdrawTitle', { purpose: t(`consent.purposes.${purpose}`) })} go={t('consent.withdraw')} busy={save.isPending} error={save.error} onGo={() => save.mutate()} onClose={close}>
      <p>{t('consent.withdrawNote')}</p>
      <ChannelPick value={channel} onChange={setChannel} />
      <TextInput label={t('consent.proof')} description={t('consent.how')} value={proof} onChange={(event) => setProof(event.target.value)} data-autofocus />
    </Confirm>
  );
}

/** The "no profiling" switch. */
export function StopScoring({ person, close }: { person: Talent; close: () => void }) {
  const { t } = useTranslation();
  const [proof, setProof] = useState('');
  const written = useWritten(person, close);
  const save = useMutation({ mutationFn: () => consents.withdraw(person.id, { purpose: 'profiling', channel: 'any', source: 'person', proof: proof.trim() }), onSuccess: written });
  return (
    <Confirm open title={t('consent.stopAsk', { name: person.name })} go={t('consent.stopScoring')} busy={save.isPending} error={save.error} onGo={() => save.mutate()} onClose={close}>
      <p>{t('consent.stopText')}</p>
      <TextInput label={t('consent.proof')} description={t('consent.how')} value={proof} onChange={(event) => setProof(event.target.value)} data-autofocus />
    </Confirm>
  );
}
