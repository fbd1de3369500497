import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Reason } from '@/api/types';
import { useFormat } from '@/app/format';
import { Passage } from '@/ui/Evidence';

const MOST = 4;

/** The sentences of the CV that a reason comes from, and what would change the rank. */
export function Proof({ talentId, reason, changes }: { talentId: string; reason: Reason; changes: Reason[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const spans = reason.evidence.slice(0, MOST);
  const first = spans[0];
  return (
    <div className="proof" aria-live="polite">
      <h4>{format.both(reason.text)}</h4>
      {spans.length === 0 ? <p className="quiet">{t('match.noEvidence')}</p> : null}
      <ul>{spans.map((span) => <li key={`${span.source_id}-${span.start}`}><Passage proof={span} /></li>)}</ul>
      {first ? <Link className="small" to={`/people/${talentId}?tab=resume&at=${first.source_id}:${first.start}`}>{t('match.fullResume')}</Link> : null}
      {changes.length > 0 ? (
        <div className="changes">
          <h4>{t('match.what')}</h4>
          <ul>{changes.slice(0, 3).map((change, index) => <li key={index}>{format.both(change.text)}</li>)}</ul>
        </div>
      ) : null}
    </div>
  );
}
