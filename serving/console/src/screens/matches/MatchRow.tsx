import { IconColumns3, IconMessage2Question, IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { DecisionWord, Match, Reason, Shortlist } from '@/api/types';
import { fitWord, useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { useUrl, useUrls } from '@/app/url';
import { Decide } from '@/screens/matches/Decide';
import { usePicks } from '@/screens/matches/picks';
import { Proof } from '@/screens/matches/Proof';
import { Basics, headline, Invented, reachedBy } from '@/ui/person';

const FEW = 5;
const ICON: Record<DecisionWord, typeof IconThumbUp> = { accept: IconThumbUp, maybe: IconMessage2Question, reject: IconThumbDown };
const WORDS: DecisionWord[] = ['accept', 'maybe', 'reject'];
const SAID = { accept: 'accepted', maybe: 'maybed', reject: 'rejected' } as const;

type Props = { row: Match; list: Shortlist; on: boolean };

export function MatchRow({ row, list, on }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { talent } = row;
  const [why] = useUrl('why');
  const set = useUrls();
  const open = on && why !== '' ? Number(why) : -1;
  const reason = row.reasons[open];
  return (
    <li className={`match ${on ? 'on' : ''}`} id={`m-${talent.id}`} onClick={(event) => { if (!(event.target as HTMLElement).closest('a,button,input,textarea,form')) set({ person: talent.id, why: on ? why : '' }); }}>
      <span className="rank">{row.rank}</span>
      <div style={{ minWidth: 0 }}>
        <div className="row"><Link className="name clip" to={`/people/${talent.id}`}>{talent.name}</Link><Invented person={talent} /></div>
        <div className="clip" title={headline(talent)}>{headline(talent)}</div>
        <div className="quiet small clip"><Basics person={talent} /></div>
      </div>
      <div className="fit reach">
        <div className="points"><span className="quiet small">{t('reach.label')}</span> {format.score(talent.reachability.score)}</div>
        <div className="words" title={reachedBy(talent, format, t)}>{format.both(talent.reachability.text)}</div>
      </div>
      <div className="fit">
        <div className="points"><span className="quiet small">{t('match.fit')}</span> {format.score(row.score)}</div>
        <div className="words">{t(`match.fitWord.${fitWord(row.score)}`)}</div>
      </div>
      <div className="more">
        <Chips row={row} open={open} />
        {reason ? <Proof talentId={talent.id} reason={reason} changes={row.changes} /> : null}
        <Acts row={row} list={list} on={on} />
      </div>
    </li>
  );
}

/** What says something about this person: "no obstacle" is left to the profile. */
export function telling(reasons: Reason[]): { reason: Reason; index: number }[] {
  const all = reasons.map((reason, index) => ({ reason, index }));
  return all.filter(({ reason }) => !reason.code.endsWith('-free')).slice(0, FEW);
}

function Chips({ row, open }: { row: Match; open: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const set = useUrls();
  const missing = row.missing.slice(0, 3);
  return (
    <div className="chips">
      {telling(row.reasons).map(({ reason, index }) => (
        <button
          key={`${reason.code}-${index}`} type="button" className={`chip ${reason.positive ? '' : 'bad'}`} aria-expanded={open === index}
          onClick={() => set({ person: row.talent.id, why: open === index ? '' : String(index) })}
        >
          <span className="sign" aria-hidden="true">{reason.positive ? '＋' : '−'}</span>
          <span className="unseen">{reason.positive ? t('match.raises') : t('match.lowers')}: </span>
          <span className="clip">{format.both(reason.text)}</span>
          {reason.evidence.length > 1 ? <span className="count">{reason.evidence.length}</span> : null}
        </button>
      ))}
      {missing.map((need) => (
        <span key={`${need.kind}-${need.key}`} className="chip bad"><span className="sign">−</span><span className="clip">{t('match.missing')} {need.label || need.key}</span></span>
      ))}
      {row.missing.length > missing.length ? <span className="chip bad" title={row.missing.map((need) => need.label).join(', ')}>{t('match.more', { count: row.missing.length - missing.length })}</span> : null}
    </div>
  );
}

function Acts({ row, list, on }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const set = useUrls();
  const [asking] = useUrl('decide');
  const { picks, toggle } = usePicks();
  const id = row.talent.id;
  const ask = on ? WORDS.find((word) => word === asking) : undefined;
  return (
    <>
      <div className="acts">
        {may('recruiter', 'hiring_manager') ? WORDS.map((word) => {
          const Icon = ICON[word];
          return (
            <button key={word} type="button" className={`act ${word}`} aria-pressed={row.decision?.decision === word} onClick={() => set({ person: id, decide: ask === word ? '' : word })}>
              <Icon size={15} stroke={1.7} aria-hidden="true" />{row.decision?.decision === word ? t(`match.${SAID[word]}`) : t(`match.${word}`)}
            </button>
          );
        }) : null}
        <button type="button" className="act" aria-pressed={picks.includes(id)} onClick={() => toggle(id)}><IconColumns3 size={15} stroke={1.7} aria-hidden="true" />{t('match.compare')}</button>
        {row.decision?.reason && !ask ? <span className="said clip">{row.decision.decided_by_name ? `${row.decision.decided_by_name}: ` : ''}{row.decision.reason}</span> : null}
      </div>
      {ask ? <Decide key={ask} word={ask} row={row} list={list} close={() => set({ decide: '' })} /> : null}
    </>
  );
}
