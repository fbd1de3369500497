import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type Erasure, subject } from '@/api/care';
import { useFormat } from '@/app/format';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { Time } from '@/ui/Time';

/** Requests to erase somebody: how far each is; a finished one is the receipt. */
export default function Erasures() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['erasures'], queryFn: subject.erasures,
    refetchInterval: (query) => (query.state.data?.some((one) => !one.finished_at) ? 2_000 : false),
  });
  if (isPending) return <Loading><Rows rows={4} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (data.length === 0) return <Empty title={t('trust.erasureEmpty')} text={t('trust.erasureEmptyText')} />;
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('trust.erasures')}>
      <table className="grid">
        <thead><tr><th>{t('trust.number')}</th><th>{t('trust.reason')}</th><th>{t('trust.state')}</th><th className="num">{t('trust.asked')}</th></tr></thead>
        <tbody>
          {data.map((one) => (
            <tr key={one.id}>
              <td className="quiet proofcell">{one.talent_id}</td>
              <td>{one.reason}</td>
              <td><State one={one} /></td>
              <td className="num quiet"><Time iso={one.requested_at} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ one }: { one: Erasure }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (one.finished_at) return <span className="label good">{t('trust.finished', { date: format.day(one.finished_at) })}</span>;
  const n = Object.keys(one.done).length;
  return (
    <div role="status">
      <span className="label accent">{t('trust.open', { n, all: n + one.open.length })}</span> <span className="quiet small">{t('trust.dueBy', { date: format.day(one.due_at) })}</span>
      {one.error ? <div className="bad small">{t('trust.stuck', { error: one.error })}</div> : null}
    </div>
  );
}
