import { Button } from '@mantine/core';
import { IconPhone, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Call, tasks } from '@/api/care';
import type { Talent } from '@/api/types';
import { useMay } from '@/app/session';
import { TaskForm } from '@/screens/tasks/TaskForm';
import { TaskRow } from '@/screens/tasks/TaskRow';
import { Failed, Lines, Loading } from '@/ui/states';
import { Time } from '@/ui/Time';

const CallForm = lazy(() => import('@/screens/tasks/CallForm'));

/** What is to be done about a person, and the calls with them. */
export default function Follow({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const may = useMay()('recruiter');
  const [asked, setAsked] = useState<'task' | 'call' | null>(null);
  const all = useQuery({ queryKey: ['tasks', 'of', person.id], queryFn: () => tasks.of(person.id) });
  const calls = useQuery({ queryKey: ['calls', person.id], queryFn: () => tasks.calls(person.id) });
  if (all.isPending || calls.isPending) return <Loading><Lines rows={8} /></Loading>;
  if (all.error) return <Failed error={all.error} retry={() => void all.refetch()} />;
  if (calls.error) return <Failed error={calls.error} retry={() => void calls.refetch()} />;
  const open = all.data.filter((one) => one.state === 'open');
  const closed = all.data.filter((one) => one.state !== 'open');
  return (
    <div style={{ maxWidth: 760 }}>
      {may ? (
        <div className="row wrap">
          <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setAsked('task')}>{t('task.add')}</Button>
          <Button variant="default" leftSection={<IconPhone size={15} aria-hidden="true" />} onClick={() => setAsked('call')}>{t('task.log')}</Button>
        </div>
      ) : null}
      <section className="block">
        <h2>{t('task.open')}</h2>
        {open.length > 0 ? <ul>{open.map((one) => <TaskRow key={one.id} task={one} />)}</ul> : <p className="quiet">{t('task.noneHere')}. {t('task.noneHereText')}</p>}
      </section>
      <section className="block">
        <h2>{t('task.calls')}</h2>
        {calls.data.length > 0 ? <ul>{calls.data.map((one) => <CallRow key={one.id} call={one} />)}</ul> : <p className="quiet">{t('task.noCalls')}</p>}
      </section>
      {closed.length > 0 ? <section className="block"><h2>{t('task.closed')}</h2><ul>{closed.map((one) => <TaskRow key={one.id} task={one} />)}</ul></section> : null}
      {asked === 'task' ? <TaskForm ids={[person.id]} title={t('task.add')} close={() => setAsked(null)} /> : null}
      {asked === 'call' ? <Suspense fallback={null}><CallForm talentId={person.id} name={person.name} open={open} close={() => setAsked(null)} /></Suspense> : null}
    </div>
  );
}

function CallRow({ call }: { call: Call }) {
  const { t } = useTranslation();
  return (
    <li className="todo">
      <div style={{ minWidth: 0 }}>
        <div className="row wrap"><strong>{t(`task.outcomes.${call.outcome}`)}</strong><span className="label">{call.outgoing ? t('talent.out') : t('talent.in')}</span>{call.minutes === null ? null : <span className="quiet small">{t('task.minutesShort', { n: call.minutes })}</span>}</div>
        {call.note ? <p className="small">{call.note}</p> : null}
      </div>
      <div className="due small quiet"><Time iso={call.at} /></div>
    </li>
  );
}
