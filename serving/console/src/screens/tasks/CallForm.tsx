import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type CallOutcome, type Task, tasks } from '@/api/care';
import { useFormat } from '@/app/format';
import { DayPick } from '@/screens/tasks/TaskForm';
import { Confirm } from '@/ui/Confirm';
import { said } from '@/ui/toast';

export const OUTCOMES: CallOutcome[] = ['reached', 'no_answer', 'busy', 'message_left', 'call_back', 'wrong_number', 'not_interested'];

type Props = { talentId: string; name: string; open: Task[]; close: () => void };

/** A call that took place: what it came to, which follow-up it closes, and what comes next. */
export default function CallForm({ talentId, name, open, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [form, setForm] = useState({ outcome: 'reached' as CallOutcome, incoming: false, minutes: '' as number | string, note: '', task: '', next: '', on: format.today(7) });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => tasks.log(talentId, {
      outcome: form.outcome, outgoing: !form.incoming, note: form.note.trim(),
      ...(typeof form.minutes === 'number' ? { minutes: form.minutes } : {}), ...(form.task ? { task_id: form.task } : {}),
      ...(form.next.trim() ? { follow_up: { title: form.next.trim(), on: form.on, time: '', zone: '', kind: 'follow_up', note: '' } } : {}),
    }),
    onSuccess: async () => {
      said(t('task.logged'));
      close();
      for (const key of [['tasks'], ['calls', talentId], ['interactions', talentId]]) await queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Confirm open size="md" title={t('task.logTitle', { name })} go={t('do.save')} busy={save.isPending} error={save.error} onGo={() => save.mutate()} onClose={close}>
      <div className="pair">
        <NativeSelect label={t('task.outcomeOf')} value={form.outcome} data={OUTCOMES.map((one) => ({ value: one, label: t(`task.outcomes.${one}`) }))} onChange={(event) => set({ outcome: OUTCOMES.find((one) => one === event.target.value) ?? 'reached' })} data-autofocus />
        <NumberInput label={t('task.minutes')} min={0} max={1440} allowDecimal={false} value={form.minutes} onChange={(minutes) => set({ minutes })} />
      </div>
      <label className="row small"><input type="checkbox" checked={form.incoming} onChange={(event) => set({ incoming: event.target.checked })} />{t('task.incoming')}</label>
      <Textarea label={t('task.note')} autosize minRows={2} maxRows={6} value={form.note} onChange={(event) => set({ note: event.target.value })} />
      {open.length > 0 ? <NativeSelect label={t('task.forTask')} value={form.task} data={[{ value: '', label: t('task.noTask') }, ...open.map((one) => ({ value: one.id, label: one.title }))]} onChange={(event) => set({ task: event.target.value })} /> : null}
      <TextInput label={t('task.next')} description={t('task.nextHint')} value={form.next} onChange={(event) => set({ next: event.target.value })} />
      {form.next.trim() ? <DayPick value={form.on} onChange={(on) => set({ on })} /> : null}
    </Confirm>
  );
}
