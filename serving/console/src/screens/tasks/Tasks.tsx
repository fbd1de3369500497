import { Button, SegmentedControl } from '@mantine/core';
import { IconCalendarDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { calendarAddress, type Due, type Task, tasks } from '@/api/care';
import { useKeys } from '@/app/keys';
import { useUrl } from '@/app/url';
import { TaskRow } from '@/screens/tasks/TaskRow';
import { Empty, Failed, Loading, Rows } from '@/ui/states';

const DUE: Due[] = ['today', 'overdue', 'all'];
const GROUPS = ['overdue', 'today', 'later'] as const;

/** What I have to do about people, by its day. */
export default function Tasks() {
  const { t } = useTranslation();
  const [word, setWord] = useUrl('due');
  const due = DUE.find((one) => one === word) ?? 'today';
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['tasks', 'due', due], queryFn: () => tasks.due(due) });
  return (
    <div className="page">
      <div className="pagehead">
        <div className="row"><h1>{t('task.title')}</h1><span className="quiet" role="status">{data ? t('task.count', { count: data.length }) : ''}</span></div>
        <div className="row wrap">
          <SegmentedControl size="xs" aria-label={t('task.which')} value={due} onChange={(value) => setWord(value === 'today' ? '' : value)} data={DUE.map((one) => ({ value: one, label: t(`task.${one}`) }))} />
          <Button component="a" href={calendarAddress(due)} variant="default" leftSection={<IconCalendarDown size={15} aria-hidden="true" />}>{t('task.calendar')}</Button>
        </div>
      </div>
      {isPending ? <Loading><Rows rows={6} /></Loading> : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data?.length === 0 ? <Empty title={due === 'all' ? t('task.noneAll') : t('task.none')} text={t('task.noneText')}><Button component={Link} to="/people" variant="default">{t('task.openPeople')}</Button></Empty> : null}
      {data && data.length > 0 ? <Groups all={data} /> : null}
    </div>
  );
}

function Groups({ all }: { all: Task[] }) {
  const { t } = useTranslation();
  const [at, setAt] = useState(-1);
  const [asked, setAsked] = useState('');
  const rows = useMemo(() => GROUPS.flatMap((group) => all.filter((one) => one.standing === group)), [all]);
  const here = rows[Math.min(at, rows.length - 1)];
  useWalk(rows, here, setAt, setAsked);
  return (
    <>
      {GROUPS.map((group) => {
        const some = rows.filter((one) => one.standing === group);
        return some.length > 0 ? (
          <section key={group} className="block" aria-label={t(`task.${group}`)}>
            <h2>{t(`task.${group}`)} <span className="quiet num">{some.length}</span></h2>
            <ul>{some.map((one) => <TaskRow key={one.id} task={one} withPerson on={one.id === here?.id} asked={asked === one.id} ask={() => setAsked('')} />)}</ul>
          </section>
        ) : null;
      })}
      <p className="quiet small desk" style={{ marginTop: 16 }}>{t('task.keys')}</p>
    </>
  );
}

function useWalk(rows: Task[], here: Task | undefined, setAt: (at: number) => void, ask: (id: string) => void): void {
  const navigate = useNavigate();
  const keys = useMemo(() => {
    const at = here ? rows.indexOf(here) : -1;
    const go = (step: number) => {
      const next = Math.max(0, Math.min(rows.length - 1, at + step));
      setAt(next);
      document.getElementById(`t-${rows[next]?.id ?? ''}`)?.scrollIntoView({ block: 'nearest' });
    };
    return {
      ArrowDown: () => go(1), j: () => go(1), ArrowUp: () => go(-1), k: () => go(-1),
      d: () => { if (here) ask(here.id); },
      Enter: () => { if (here) void navigate(`/people/${here.talent.id}?tab=follow`); },
    };
  }, [rows, here, setAt, ask, navigate]);
  useKeys(keys);
}
