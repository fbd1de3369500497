import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import type { Job, Shortlist } from '@/api/types';
import { type Format, useFormat } from '@/app/format';
import { useKeys } from '@/app/keys';
import { useUrl, useUrls } from '@/app/url';
import { MatchRow } from '@/screens/matches/MatchRow';
import { usePicks } from '@/screens/matches/picks';
import { Empty, Note } from '@/ui/states';

/** The ranked people of one stored list, with its model, date and advice said once. */
export function List({ list, job, stale }: { list: Shortlist; job: Job; stale: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [person] = useUrl('person');
  const decided = list.rows.filter((row) => row.decision).length;
  useListKeys(list, job);
  if (list.rows.length === 0) return <Nobody filtered={Boolean(list.where)} />;
  return (
    <>
      <div className="about">
        {list.considered !== null ? <strong>{t('match.listHead', { shown: list.rows.length, considered: format.number(list.considered) })}</strong> : null}
        <span>{t('match.progress', { done: decided, all: list.rows.length })}</span>
        <span className="grow" />
        <span title={format.exact(list.created_at)}>{made(list, format, t)} {t('match.advice')}</span>
      </div>
      {stale || list.notices.length > 0 ? (
        <div className="notices">
          {list.notices.map((notice) => <Note key={notice.code} tone="warn">{format.both(notice.text)}</Note>)}
          {stale ? <Note>{t('match.stale')}</Note> : null}
        </div>
      ) : null}
      <ol aria-label={t('match.title')}>
        {list.rows.map((row) => <MatchRow key={row.talent.id} row={row} list={list} on={row.talent.id === person} />)}
      </ol>
    </>
  );
}

/** Which model made the list, and when. */
export function made(list: Shortlist, format: Format, t: TFunction): string {
  const date = format.day(list.created_at);
  return list.model_version === 'rules' ? t('match.madeByRules', { date }) : t('match.made', { model: list.model_version, date });
}

function Nobody({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered) return <Empty title={t('match.nobody')} text={t('match.nobodyText')} />;
  return <Empty title={t('match.noPeople')} text={t('match.noPeopleText')}><Link to="/imports?new=1">{t('people.emptyGo')}</Link></Empty>;
}

function useListKeys(list: Shortlist, job: Job): void {
  const navigate = useNavigate();
  const set = useUrls();
  const [person] = useUrl('person');
  const [shown] = useUrl('why');
  const { toggle } = usePicks();
  const keys = useMemo(() => {
    const at = list.rows.findIndex((row) => row.talent.id === person);
    const go = (step: number) => {
      const id = list.rows[Math.max(0, Math.min(list.rows.length - 1, at + step))]?.talent.id ?? '';
      set({ person: id, why: '', decide: '' });
      document.getElementById(`m-${id}`)?.scrollIntoView({ block: 'nearest' });
    };
    const decide = (word: string) => () => { if (person) set({ decide: word }); };
    return {
      ArrowDown: () => go(1), j: () => go(1), ArrowUp: () => go(-1), k: () => go(-1),
      Enter: () => { if (person) void navigate(`/people/${person}?job=${job.id}`); },
      Escape: () => set({ person: '', why: '', decide: '' }),
      a: decide('accept'), m: decide('maybe'), r: decide('reject'),
      c: () => { if (person) toggle(person); },
      e: () => { if (person) set({ why: shown ? '' : '0' }); },
    };
  }, [list, job.id, person, shown, set, toggle, navigate]);
  useKeys(keys);
}
