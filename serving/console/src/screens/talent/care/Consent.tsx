import './care.css';

import { Button } from '@mantine/core';
import { IconBan, IconCheck, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { consents, type Decision, type Entry, type Purpose, PURPOSES } from '@/api/care';
import type { Talent } from '@/api/types';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Record, StopScoring, Withdraw } from '@/screens/talent/care/ConsentForms';
import { Keeping } from '@/screens/talent/care/Keeping';
import { Rights } from '@/screens/talent/care/Rights';
import { Failed, Lines, Loading } from '@/ui/states';
import { Time } from '@/ui/Time';

type Asked = { act: 'record' | 'withdraw' | 'stop'; purpose: Purpose };

/** What a person allows, how long they may be kept, and what they may ask for. */
export default function Consent({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const may = useMay()('recruiter');
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['consents', person.id], queryFn: () => consents.read(person.id) });
  if (isPending) return <Loading><Lines rows={10} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const close = () => setAsked(null);
  return (
    <div className="two">
      <div>
        <div className="row between"><h2>{t('consent.title')}</h2><span className="quiet small">{t('consent.asOf')}</span></div>
        <ul className="purposes">
          {PURPOSES.map((purpose) => (
            <OnePurpose key={purpose} purpose={purpose} decisions={data.decisions.filter((one) => one.purpose === purpose)} ask={may ? (act) => setAsked({ act, purpose }) : undefined} />
          ))}
        </ul>
        <Ledger entries={data.entries} />
      </div>
      <div>
        <Keeping person={person} />
        {may ? <Rights person={person} /> : null}
      </div>
      {asked?.act === 'record' ? <Record person={person} purpose={asked.purpose} close={close} /> : null}
      {asked?.act === 'withdraw' ? <Withdraw person={person} purpose={asked.purpose} close={close} /> : null}
      {asked?.act === 'stop' ? <StopScoring person={person} close={close} /> : null}
    </div>
  );
}

type OneProps = { purpose: Purpose; decisions: Decision[]; ask: ((act: Asked['act']) => void) | undefined };

function OnePurpose({ purpose, decisions, ask }: OneProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const general = decisions.find((one) => one.channel === 'any');
  if (!general) return null;
  const other = decisions.filter((one) => one.channel !== 'any');
  const Icon = general.allowed ? IconCheck : general.why === 'never_asked' ? IconLock : IconBan;
  const tone = general.allowed ? 'good' : general.why === 'never_asked' ? '' : 'bad';
  const profiling = purpose === 'profiling';
  return (
    <li className="purpose" aria-label={t(`consent.purposes.${purpose}`)}>
      <div className="grow">
        <div className="row wrap">
          <strong>{t(`consent.purposes.${purpose}`)}</strong>
          <span className={`label ${tone}`}><Icon size={13} aria-hidden="true" />{general.allowed ? t('consent.allowed') : t('consent.denied')}</span>
        </div>
        <p className="quiet small">{t(`consent.purposeNotes.${purpose}`)} · {format.both(general.text)}</p>
        {other.length > 0 ? (
          <p className="small">
            <span className="quiet">{general.allowed ? t('consent.but') : t('consent.also')}</span>{' '}
            {other.map((one) => <span key={one.channel} className={`label ${one.allowed ? 'good' : 'bad'}`} title={format.both(one.text)}>{t(`consent.channels.${one.channel}`)}</span>)}
          </p>
        ) : null}
      </div>
      {ask ? (
        <div className="row">
          {profiling && general.allowed ? <Button variant="default" onClick={() => ask('stop')}>{t('consent.stopScoring')}</Button> : null}
          {!profiling && (general.allowed || other.some((one) => one.allowed)) ? <Button variant="default" onClick={() => ask('withdraw')}>{t('consent.withdraw')}</Button> : null}
          {profiling && general.allowed ? null : <Button variant="default" onClick={() => ask('record')}>{t('consent.record')}</Button>}
        </div>
      ) : null}
    </li>
  );
}

function Ledger({ entries }: { entries: Entry[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="block">
      <h2>{t('consent.ledger')}</h2>
      {entries.length === 0 ? <p className="quiet">{t('consent.ledgerEmpty')}. {t('consent.ledgerEmptyText')}</p> : (
        <div className="scrollx" tabIndex={0} role="region" aria-label={t('consent.ledger')}>
          <table className="grid">
            <thead><tr><th>{t('consent.what')}</th><th>{t('consent.channel')}</th><th>{t('consent.by')}</th><th>{t('consent.proof')}</th><th className="num">{t('consent.when')}</th></tr></thead>
            <tbody>
              {[...entries].reverse().map((one) => (
                <tr key={one.id}>
                  <td><span className={one.act === 'given' ? 'good' : 'bad'}>{t(`consent.acts.${one.act}`)}</span> · {t(`consent.purposes.${one.purpose}`)}{one.expires_at ? <div className="quiet small">{t('consent.until', { date: format.day(one.expires_at) })}</div> : null}</td>
                  <td>{t(`consent.channels.${one.channel}`)}</td>
                  <td className="quiet">{t(`consent.sources.${one.source}`)}</td>
                  <td className="quiet proofcell">{one.proof}</td>
                  <td className="num quiet"><Time iso={one.at} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
