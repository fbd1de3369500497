import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Purpose, PURPOSES, type Suppression, suppressions } from '@/api/care';
import { useFormat } from '@/app/format';
import { Confirm } from '@/ui/Confirm';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { Time } from '@/ui/Time';
import { said } from '@/ui/toast';

/** Marks of do-not-contact, newest first; whom they are about cannot be read back. */
export default function Suppressions() {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Suppression | 'new' | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ['suppressions'], queryFn: ({ pageParam }) => suppressions.page(pageParam), initialPageParam: '', getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  if (pages.isPending) return <Loading><Rows rows={5} /></Loading>;
  if (pages.error) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  const all = pages.data.pages.flatMap((page) => page.items);
  const add = <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setAsked('new')}>{t('trust.add')}</Button>;
  return (
    <div className="stack">
      {all.length === 0 ? <Empty title={t('trust.suppressEmpty')} text={t('trust.suppressEmptyText')}>{add}</Empty> : (
        <>
          <div className="row between wrap"><p className="quiet">{t('trust.suppressNote')}</p>{add}</div>
          <List all={all} lift={setAsked} />
        </>
      )}
      {pages.hasNextPage ? <div><Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('trust.more')}</Button></div> : null}
      {asked === 'new' ? <Add close={() => setAsked(null)} /> : null}
      {asked && asked !== 'new' ? <Lift one={asked} close={() => setAsked(null)} /> : null}
    </div>
  );
}

function List({ all, lift }: { all: Suppression[]; lift: (one: Suppression) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('trust.suppressions')}>
      <table className="grid">
        <thead><tr><th>{t('trust.kind')}</th><th>{t('trust.forWhat')}</th><th>{t('trust.reason')}</th><th className="num">{t('trust.since')}</th><th>{t('trust.state')}</th><th aria-label={t('trust.lift')} /></tr></thead>
        <tbody>
          {all.map((one) => (
            <tr key={one.id}>
              <td>{t(`trust.kinds.${one.kind}`)}</td>
              <td>{one.purpose ? t(`consent.purposes.${one.purpose}`) : t('trust.every')}{one.keep_out ? <span className="label" style={{ marginLeft: 6 }}>{t('trust.keepOut')}</span> : null}</td>
              <td className="proofcell">{one.reason}</td>
              <td className="num quiet"><Time iso={one.since} /></td>
              <td className="quiet">{one.lifted_at ? t('trust.lifted', { date: format.day(one.lifted_at) }) : one.until ? t('trust.until', { date: format.day(one.until) }) : t('trust.holds')}</td>
              <td className="num">{one.lifted_at ? null : <Button variant="subtle" color="gray" onClick={() => lift(one)}>{t('trust.lift')}</Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Add({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form, setForm] = useState({ kind: 'email' as 'email' | 'phone', address: '', reason: '', purpose: '' as Purpose | '', keepOut: false });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => suppressions.address({ kind: form.kind, address: form.address.trim(), reason: form.reason.trim(), keep_out: form.keepOut, channel: 'any', ...(form.purpose ? { purpose: form.purpose } : {}) }),
    onSuccess: async () => { said(t('trust.marked')); close(); await queries.invalidateQueries({ queryKey: ['suppressions'] }); },
  });
  return (
    <Confirm open title={t('trust.add')} go={t('trust.add')} busy={save.isPending} error={save.error} disabled={form.address.trim().length < 3 || !form.reason.trim()} onGo={() => save.mutate()} onClose={close}>
      <NativeSelect label={t('trust.kind')} value={form.kind} data={(['email', 'phone'] as const).map((one) => ({ value: one, label: t(`trust.kinds.${one}`) }))} onChange={(event) => set({ kind: event.target.value === 'phone' ? 'phone' : 'email' })} />
      <TextInput label={t('trust.address')} inputMode={form.kind === 'phone' ? 'tel' : 'email'} value={form.address} onChange={(event) => set({ address: event.target.value })} data-autofocus />
      <NativeSelect label={t('trust.forWhat')} value={form.purpose} data={[{ value: '', label: t('trust.every') }, ...PURPOSES.map((one) => ({ value: one, label: t(`consent.purposes.${one}`) }))]} onChange={(event) => set({ purpose: PURPOSES.find((one) => one === event.target.value) ?? '' })} />
      <TextInput label={t('trust.reason')} value={form.reason} onChange={(event) => set({ reason: event.target.value })} />
      <label className="row small"><input type="checkbox" checked={form.keepOut} onChange={(event) => set({ keepOut: event.target.checked })} />{t('consent.suppressKeepOut')}</label>
    </Confirm>
  );
}

function Lift({ one, close }: { one: Suppression; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () => suppressions.lift(one.id, reason.trim()),
    onSuccess: async () => { said(t('trust.liftedOk')); close(); await queries.invalidateQueries({ queryKey: ['suppressions'] }); },
  });
  return (
    <Confirm open title={t('trust.liftAsk')} go={t('trust.lift')} busy={save.isPending} error={save.error} disabled={!reason.trim()} onGo={() => save.mutate()} onClose={close}>
      <p>{t('trust.liftText')}</p>
      <TextInput label={t('trust.reason')} value={reason} onChange={(event) => setReason(event.target.value)} data-autofocus />
    </Confirm>
  );
}
