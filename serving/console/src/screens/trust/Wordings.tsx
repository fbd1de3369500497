import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { consents, type Purpose, PURPOSES } from '@/api/care';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Confirm } from '@/ui/Confirm';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { said } from '@/ui/toast';

/** The words that people agree to, by purpose and version. */
export default function Wordings() {
  const { t } = useTranslation();
  const format = useFormat();
  const admin = useMay()();
  const [open, setOpen] = useState(false);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['wordings'], queryFn: () => consents.wordings() });
  if (isPending) return <Loading><Rows rows={4} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const add = admin ? <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setOpen(true)}>{t('trust.addWording')}</Button> : null;
  return (
    <div className="stack">
      {data.length === 0 ? <Empty title={t('trust.wordingEmpty')} text={t('trust.wordingEmptyText')}>{add}</Empty> : (
        <>
          <div className="row between wrap"><p className="quiet">{t('trust.wordingNote')}</p>{add}</div>
          <ul>
            {data.map((one) => (
              <li key={one.id} className="right">
                <div className="grow"><div className="row wrap"><strong>{t(`consent.purposes.${one.purpose}`)}</strong><span className="label">{one.version}</span><span className="quiet small">{format.day(one.created_at)}</span></div><p className="small" style={{ whiteSpace: 'pre-line', marginTop: 4 }}>{format.both(one)}</p></div>
              </li>
            ))}
          </ul>
        </>
      )}
      {open ? <Add close={() => setOpen(false)} /> : null}
    </div>
  );
}

function Add({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form, setForm] = useState({ purpose: 'talent_pool' as Purpose, version: '', zh: '', en: '' });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => consents.addWording({ purpose: form.purpose, version: form.version.trim(), zh: form.zh.trim(), en: form.en.trim() }),
    onSuccess: async () => { said(t('trust.added')); close(); await queries.invalidateQueries({ queryKey: ['wordings'] }); },
  });
  return (
    <Confirm open size="lg" title={t('trust.addWording')} go={t('do.add')} busy={save.isPending} error={save.error} disabled={!form.version.trim() || !form.zh.trim() || !form.en.trim()} onGo={() => save.mutate()} onClose={close}>
      <div className="pair">
        <NativeSelect label={t('trust.purpose')} value={form.purpose} data={PURPOSES.map((one) => ({ value: one, label: t(`consent.purposes.${one}`) }))} onChange={(event) => set({ purpose: PURPOSES.find((one) => one === event.target.value) ?? 'talent_pool' })} />
        <TextInput label={t('trust.version')} placeholder="2026-1" value={form.version} onChange={(event) => set({ version: event.target.value })} />
      </div>
      <Textarea label={t('trust.zh')} lang="zh" autosize minRows={3} maxRows={10} value={form.zh} onChange={(event) => set({ zh: event.target.value })} data-autofocus />
      <Textarea label={t('trust.en')} lang="en" autosize minRows={3} maxRows={10} value={form.en} onChange={(event) => set({ en: event.target.value })} />
    </Confirm>
  );
}
