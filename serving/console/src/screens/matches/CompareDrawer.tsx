import { Drawer } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { shortlists } from '@/api/calls';
import type { Compare, Evidence, Match, Shortlist } from '@/api/types';
import { fitWord, useFormat } from '@/app/format';
import { useUrl } from '@/app/url';
import { usePicks } from '@/screens/matches/picks';
import { Passage } from '@/ui/Evidence';
import { Basics, headline, Reach } from '@/ui/person';
import { Failed, Lines, Loading } from '@/ui/states';

/** Up to three people over the same requirements. */
export default function CompareDrawer({ list }: { list: Shortlist }) {
  const { t } = useTranslation();
  const [view, setView] = useUrl('view');
  const { picks } = usePicks();
  const open = view === 'compare' && picks.length >= 2;
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['compare', list.id, ...picks], queryFn: () => shortlists.compare(list.id, picks), enabled: open });
  return (
    <Drawer opened={open} onClose={() => setView('')} position="right" size={960} title={`${t('match.compareTitle')} · ${list.job_title}`} closeButtonProps={{ 'aria-label': t('do.close') }} transitionProps={{ duration: 80 }}>
      {open && isPending ? <Loading><Lines rows={10} /></Loading> : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data ? <Table data={data} /> : null}
    </Drawer>
  );
}

function Table({ data }: { data: Compare }) {
  const { t } = useTranslation();
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('match.compareTitle')}>
      <table className="compare" style={{ minWidth: 200 + 200 * data.people.length }}>
        <thead><tr><th scope="col" className="quiet">{t('match.requirement')}</th>{data.people.map((person) => <Person key={person.talent.id} person={person} />)}</tr></thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={`${row.requirement.kind}-${row.requirement.key}`}>
              <th scope="row">{row.requirement.label || row.requirement.key}<div className="quiet small">{row.requirement.must ? t('match.must') : t('match.nice')}</div></th>
              {data.people.map((person, index) => <Cell key={person.talent.id} met={row.met[index] ?? null} must={row.requirement.must} evidence={row.evidence[index] ?? []} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Person({ person }: { person: Match }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <th scope="col">
      <div className="row between"><Link to={`/people/${person.talent.id}`}><strong style={{ fontWeight: 600 }}>{person.talent.name}</strong></Link><span className="quiet small" style={{ whiteSpace: 'nowrap' }}>{t('match.fit')} <strong className="num" style={{ fontWeight: 600, fontSize: 15, color: 'var(--ink)' }}>{format.score(person.score)}</strong></span></div>
      <div className="small">{headline(person.talent)}</div>
      <div className="quiet small"><Basics person={person.talent} /></div>
      <div className="quiet small">{t(`match.fitWord.${fitWord(person.score)}`)}</div>
      <div className="quiet small"><Reach person={person.talent} /></div>
    </th>
  );
}

function Cell({ met, must, evidence }: { met: boolean | null; must: boolean; evidence: Evidence[] }) {
  const { t } = useTranslation();
  const first = evidence[0];
  return (
    <td>
      {met ? <span className="row good" style={{ gap: 4 }}><IconCheck size={15} aria-hidden="true" />{t('match.met')}</span> : <span className={`row ${met === false && must ? 'bad' : 'quiet'}`} style={{ gap: 4 }}><IconMinus size={15} aria-hidden="true" />{met === false ? t('match.unmet') : '—'}</span>}
      {first ? <span className="q"><Passage proof={first} /></span> : null}
    </td>
  );
}
