import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { shortlists } from '@/api/calls';
import type { Shortlist } from '@/api/types';
import { fitWord, useFormat } from '@/app/format';
import { useUrl } from '@/app/url';
import { PersonPick } from '@/ui/PersonPick';
import { Failed, Lines, Loading } from '@/ui/states';

/** Takes a name, answers in one sentence plus the gap. */
export function WhyNot({ list }: { list: Shortlist }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useUrl('whynot');
  return (
    <section className="stack" style={{ gap: 8 }}>
      <h2>{t('match.whyNot')}</h2>
      <PersonPick label={t('match.whyNotHint')} onPick={setAsked} />
      {asked ? <Answer list={list} talentId={asked} /> : <p className="quiet small">{t('match.whyNotText')}</p>}
    </section>
  );
}

function Answer({ list, talentId }: { list: Shortlist; talentId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['why-not', list.id, talentId], queryFn: () => shortlists.whyNot(list.id, talentId) });
  if (isPending) return <Loading><Lines rows={3} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="proof stack" style={{ gap: 6, marginTop: 0 }} aria-live="polite">
      <p><Link to={`/people/${talentId}`}><strong style={{ fontWeight: 600 }}>{data.talent.name}</strong></Link></p>
      <p>{format.both(data.text)}</p>
      {data.score !== null ? <p className="small"><span className="quiet">{t('match.theirFit')}</span> <strong>{format.score(data.score)}</strong> · {t(`match.fitWord.${fitWord(data.score)}`)}{data.gap !== null && data.gap > 0 ? <><br /><span className="quiet">{t('match.gap', { gap: format.number(Math.round(data.gap * 1000) / 10) })}</span></> : null}</p> : null}
      {data.failed_clauses.length > 0 ? <p className="small"><span className="quiet">{t('match.failed')}</span> {data.failed_clauses.join(', ')}</p> : null}
      {data.missing.length > 0 ? <div className="labels">{data.missing.slice(0, 6).map((need) => <span key={`${need.kind}-${need.key}`} className="label bad">− {t('match.missing')} {need.label || need.key}</span>)}</div> : null}
      {data.changes.length > 0 ? <div className="small"><span className="quiet">{t('match.wouldHelp')}</span><ul>{data.changes.slice(0, 3).map((change, index) => <li key={index}>{format.both(change.text)}</li>)}</ul></div> : null}
    </div>
  );
}
