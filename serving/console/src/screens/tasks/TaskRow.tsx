import '@/screens/talent/care/care.css';

import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconCalendarDown, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { calendarOf, type Task, tasks } from '@/api/care';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Confirm } from '@/ui/Confirm';
import { refused, said } from '@/ui/toast';

type Asked = 'done' | 'cancelled';

type Props = { task: Task; withPerson?: boolean; on?: boolean; asked?: boolean; ask?: (open: boolean) => void };

/** One follow-up: for whom, what, when, and what can be done about it. `asked` opens "done" from outside. */
export function TaskRow({ task, withPerson = false, on = false, asked = false, ask }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay()('recruiter');
  const [closing, setClosing] = useState<Asked | null>(null);
  const shown = asked ? 'done' : closing;
  const shut = () => { setClosing(null); ask?.(false); };
  const late = task.standing === 'overdue';
  const open = task.state === 'open';
  const origin = t(`task.sources.${task.source}`);
  return (
    <li className={`todo ${on ? 'on' : ''}`} id={`t-${task.id}`} aria-current={on || undefined}>
      <div style={{ minWidth: 0 }}>
        <div className="row wrap"><strong>{task.title}</strong>{task.kind === 'follow_up' ? null : <span className="label">{t(`task.kinds.${task.kind}`)}</span>}{origin ? <span className="quiet small">{origin}</span> : null}</div>
        <div className="small">{withPerson ? <Link to={`/people/${task.talent.id}?tab=follow`}>{task.talent.name || '—'}</Link> : null}{withPerson && task.note ? ' · ' : ''}<span className="quiet">{task.note}</span></div>
        {open ? null : <div className="small quiet">{task.closed_at ? t(task.state === 'done' ? 'task.doneOn' : 'task.cancelledOn', { date: format.day(task.closed_at) }) : ''}{task.outcome ? ` · ${task.outcome}` : ''}</div>}
      </div>
      <div className={`due small ${open && late ? 'bad' : 'quiet'}`} title={format.date(task.due.on)}>{open && late ? `${t('task.overdue')} · ` : ''}{format.due(task.due.on)}{task.due.time ? ` ${task.due.time}` : ''}</div>
      <div className="acts">
        {may && open ? <Button variant="default" onClick={() => setClosing('done')}>{t('task.done')}</Button> : null}
        {may && open ? <Snooze task={task} /> : null}
        {open ? <ActionIcon component="a" href={calendarOf(task.id)} aria-label={t('task.calendarOne', { title: task.title })} title={t('task.calendar')}><IconCalendarDown size={16} aria-hidden="true" /></ActionIcon> : null}
        {may && open ? <ActionIcon aria-label={`${t('task.cancel')}: ${task.title}`} title={t('task.cancel')} onClick={() => setClosing('cancelled')}><IconX size={15} aria-hidden="true" /></ActionIcon> : null}
        {may && !open ? <Reopen task={task} /> : null}
      </div>
      {shown ? <Close task={task} state={shown} close={shut} /> : null}
    </li>
  );
}

function useChanged(task: Task) {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ['tasks'] });
    await queries.invalidateQueries({ queryKey: ['interactions', task.talent.id] });
  };
}

function Close({ task, state, close }: { task: Task; state: Asked; close: () => void }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState('');
  const changed = useChanged(task);
  const save = useMutation({
    mutationFn: () => tasks.close(task.id, state, outcome.trim()),
    onSuccess: async () => { said(t('task.closedOk')); close(); await changed(); },
  });
  const done = state === 'done';
  return (
    <Confirm open title={t(done ? 'task.doneTitle' : 'task.cancelTitle', { title: task.title })} go={done ? t('task.done') : t('task.cancel')} busy={save.isPending} error={save.error} disabled={!done && !outcome.trim()} onGo={() => save.mutate()} onClose={close}>
      <TextInput label={done ? t('task.outcome') : t('task.why')} description={done ? t('task.outcomeHint') : undefined} value={outcome} onChange={(event) => setOutcome(event.target.value)} data-autofocus />
    </Confirm>
  );
}

/** A week later, in one press. */
function Snooze({ task }: { task: Task }) {
  const { t } = useTranslation();
  const format = useFormat();
  const changed = useChanged(task);
  const later = format.today(7);
  const move = useMutation({
    mutationFn: () => tasks.change(task, { on: later }),
    onSuccess: async () => { said(t('task.moved', { date: format.date(later) })); await changed(); },
    onError: (error) => refused(error, t),
  });
  return <Button variant="subtle" color="gray" loading={move.isPending} title={`${t('task.snooze')} ${format.date(later)}`} onClick={() => move.mutate()}>{t('task.quick.week')}</Button>;
}

function Reopen({ task }: { task: Task }) {
  const { t } = useTranslation();
  const changed = useChanged(task);
  const open = useMutation({ mutationFn: () => tasks.reopen(task.id), onSuccess: async () => { said(t('task.reopened')); await changed(); }, onError: (error) => refused(error, t) });
  return <Button variant="subtle" color="gray" loading={open.isPending} onClick={() => open.mutate()}>{t('task.reopen')}</Button>;
}
