import './review.css';

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { shortlists } from '@/api/calls';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { Time } from '@/ui/Time';

/** The shortlists that wait for this hiring manager. */
export default function Reviews() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['reviews'], queryFn: shortlists.reviews });
  return (
    <div className="page" style={{ maxWidth: 640 }}>
      <div className="pagehead"><h1>{t('review.yours')}</h1></div>
      {isPending ? <Loading><Rows rows={4} /></Loading> : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data?.items.length === 0 ? <Empty title={t('review.none')} text={t('review.noneText')} /> : null}
      <ul className="reviews">
        {data?.items.map((one) => (
          <li key={one.shortlist_id}>
            <Link to={`/review/${one.shortlist_id}`}>
              <span style={{ minWidth: 0 }}><strong style={{ fontWeight: 550 }}>{one.job_title}</strong><br /><span className="quiet small"><Time iso={one.created_at} /></span></span>
              <span className={`label ${one.people > one.decided ? 'accent' : ''}`}>{one.people > one.decided ? t('review.left', { count: one.people - one.decided }) : t('review.done')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
