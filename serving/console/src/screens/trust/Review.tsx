import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { keeping, type Reviewed } from '@/api/care';
import { useFormat } from '@/app/format';
import { HoldForm, TONE } from '@/screens/talent/care/Keeping';
import { Empty, Failed, Loading, Rows } from '@/ui/states';

/** Who is nearly or wholly past their time, who goes first. */
export default function Review() {
  const { t } = useTranslation();
  const [held, setHeld] = useState<Reviewed | null>(null);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['retention-review'], queryFn: keeping.review });
  if (isPending) return <Loading><Rows rows={6} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="stack" style={{ gap: 24 }}>
      {data.length === 0 ? <Empty title={t('trust.reviewEmpty')} text={t('trust.reviewEmptyText')} /> : (
        <section>
          <p className="quiet" style={{ marginBottom: 8 }}>{t('trust.reviewNote')}</p>
          <List all={data} hold={setHeld} />
        </section>
      )}
      <Rules />
      {held ? <HoldForm id={held.talent_id} name={held.name} close={() => setHeld(null)} /> : null}
    </div>
  );
}

function List({ all, hold }: { all: Reviewed[]; hold: (one: Reviewed) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('trust.review')}>
      <table className="grid">
        <thead><tr><th>{t('trust.person')}</th><th>{t('trust.stage')}</th><th className="opt">{t('trust.why')}</th><th className="num">{t('trust.eraseOn')}</th><th aria-label={t('consent.hold')} /></tr></thead>
        <tbody>
          {all.map((one) => (
            <tr key={one.talent_id}>
              <td><Link className="strong" to={`/people/${one.talent_id}?tab=consent`}>{one.name || '—'}</Link></td>
              <td><span className={`label ${TONE[one.stage]}`}>{t(`consent.stages.${one.stage}`)}</span></td>
              <td className="quiet opt">{format.both(one.due.text)}{one.hold ? <div>{t('consent.heldUntil', { date: format.day(one.hold.until) })}: {one.hold.reason}</div> : null}</td>
              <td className="num">{one.erase_on ? format.date(one.erase_on) : ''}</td>
              <td className="num">{one.hold ? null : <Button variant="default" onClick={() => hold(one)}>{t('consent.hold')}</Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rules() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery({ queryKey: ['retention-rules'], queryFn: keeping.rules, staleTime: Infinity });
  if (!data?.length) return null;
  const regions = [...new Set(data.map((one) => one.region))];
  const grounds = [...new Set(data.map((one) => one.ground))];
  const names = t('trust.grounds', { returnObjects: true }) as Record<string, string>;
  const days = (ground: string, region: string) => data.find((one) => one.ground === ground && one.region === region)?.days;
  return (
    <section style={{ maxWidth: 640 }}>
      <h2 style={{ marginBottom: 8 }}>{t('trust.rules')}</h2>
      <div className="scrollx" tabIndex={0} role="region" aria-label={t('trust.rules')}>
        <table className="grid">
          <thead><tr><th>{t('trust.ground')} · {t('trust.days')}</th>{regions.map((one) => <th key={one} className="num">{t(`trust.regions.${one}`)}</th>)}</tr></thead>
          <tbody>{grounds.map((ground) => <tr key={ground}><td>{names[ground] ?? ground}</td>{regions.map((region) => { const many = days(ground, region); return <td key={region} className="num">{many ? format.number(many) : '—'}</td>; })}</tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}
