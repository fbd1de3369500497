import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { access } from '@/api/calls';
import { type NewTask, type Task, type TaskKind, tasks } from '@/api/care';
import { useFormat } from '@/app/format';
import { useAccount, useMay } from '@/app/session';
import { Confirm } from '@/ui/Confirm';
import { refused, said } from '@/ui/toast';

const KINDS: TaskKind[] = ['follow_up', 'to_do', 'call'];
const QUICK = { tomorrow: 1, week: 7, month: 30, quarter: 91 } as const;

/** Days that are often meant, one press away. */
export function DayPick({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <TextInput type="date" label={t('task.on')} value={value} onChange={(event) => onChange(event.target.value)} />
      <div className="labels" style={{ marginTop: 6 }}>
        {Object.entries(QUICK).map(([word, days]) => (
          <button key={word} type="button" className={`plain label ${value === format.today(days) ? 'accent' : ''}`} aria-pressed={value === format.today(days)} onClick={() => onChange(format.today(days))}>{t(`task.quick.${word as keyof typeof QUICK}`)}</button>
        ))}
      </div>
    </div>
  );
}

async function takeBack(made: Task[], why: string): Promise<void> {
  for (const one of made) await tasks.close(one.id, 'cancelled', why);
}

/** One for each person, or none at all. */
async function openAll(ids: string[], body: NewTask): Promise<Task[]> {
  const made: Task[] = [];
  try {
    for (const id of ids) made.push(await tasks.open(id, body));
  } catch (error) {
    await takeBack(made, body.title);
    throw error;
  }
  return made;
}

/** What is to be done about one or several people. */
export function TaskForm({ ids, title, close }: { ids: string[]; title: string; close: (made: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useAccount();
  const admin = useMay()();
  const queries = useQueryClient();
  const accounts = useQuery({ queryKey: ['accounts'], queryFn: access.accounts, enabled: admin });
  const [form, setForm] = useState({ title: '', on: format.today(7), time: '', kind: 'follow_up' as TaskKind, note: '', owner: me.id });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => openAll(ids, { title: form.title.trim(), on: form.on, time: form.time, zone: '', kind: form.kind, note: form.note.trim(), owner_id: form.owner }),
    onSuccess: async (made) => {
      const again = () => queries.invalidateQueries({ queryKey: ['tasks'] });
      said(t('task.addedTo', { count: made.length }), { word: t('do.undo'), go: () => void takeBack(made, t('task.takenBack')).then(() => { said(t('talent.undone')); return again(); }, (error: unknown) => refused(error, t)) });
      await again();
      close(made.length);
    },
  });
  const owners = (accounts.data ?? []).filter((one) => one.active && one.state === 'active' && one.id !== me.id);
  return (
    <Confirm open size="md" title={title} go={t('do.add')} busy={save.isPending} error={save.error} disabled={!form.title.trim() || !form.on} onGo={() => save.mutate()} onClose={() => close(0)}>
      <TextInput label={t('task.what')} placeholder={t('task.whatExample')} value={form.title} onChange={(event) => set({ title: event.target.value })} data-autofocus />
      <div className="pair">
        <DayPick value={form.on} onChange={(on) => set({ on })} />
        <TextInput type="time" label={t('task.time')} description={t('task.timeHint')} inputWrapperOrder={['label', 'input', 'description']} value={form.time} onChange={(event) => set({ time: event.target.value })} />
        <NativeSelect label={t('task.kind')} value={form.kind} data={KINDS.map((one) => ({ value: one, label: t(`task.kinds.${one}`) }))} onChange={(event) => set({ kind: KINDS.find((one) => one === event.target.value) ?? 'follow_up' })} />
        {owners.length > 0 ? <NativeSelect label={t('task.owner')} value={form.owner} data={[{ value: me.id, label: t('task.me') }, ...owners.map((one) => ({ value: one.id, label: one.name || one.email }))]} onChange={(event) => set({ owner: event.target.value })} /> : null}
      </div>
      <Textarea label={t('task.note')} autosize minRows={2} maxRows={6} value={form.note} onChange={(event) => set({ note: event.target.value })} />
    </Confirm>
  );
}
