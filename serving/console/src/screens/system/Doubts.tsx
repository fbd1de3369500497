import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Found, messages } from '@/api/calls';
import type { Sending } from '@/api/types';
import { Confirm } from '@/ui/Confirm';
import { Time } from '@/ui/Time';
import { refused, said } from '@/ui/toast';

const WAYS: Found[] = ['sent', 'not_sent', 'send_again'];

type Purpose = 'setup' | 'invitation' | 'reset' | 'sign_in' | 'other';

function purposeOf(one: Sending): Purpose {
  const known: Purpose[] = ['setup', 'invitation', 'reset', 'sign_in'];
  return known.find((name) => name === one.purpose) ?? 'other';
}

/** Messages of which nobody can know whether they went out; a person says so, with the reason. */
export function Doubts() {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ['doubts'], queryFn: messages.inDoubt, retry: false });
  const [asked, setAsked] = useState<{ one: Sending; way: Found } | null>(null);
  if (!found.data?.length) return null;
  return (
    <section style={{ maxWidth: 960 }}>
      <h2>{t('doubt.title')}</h2>
      <p className="quiet" style={{ margin: '4px 0 8px' }}>{t('doubt.text')}</p>
      <div className="scrollx" tabIndex={0} role="region" aria-label={t('doubt.title')}>
        <table className="grid">
          <thead><tr><th>{t('doubt.what')}</th><th>{t('doubt.why')}</th><th className="num opt">{t('doubt.when')}</th><th>{t('doubt.do')}</th></tr></thead>
          <tbody>
            {found.data.map((one) => (
              <tr key={one.id}>
                <td>{t(`doubt.purposes.${purposeOf(one)}`)} <span className="quiet">{one.channel === 'email' ? t('consent.channels.email') : one.channel}</span></td>
                <td className="quiet">{one.error}</td>
                <td className="num quiet opt"><Time iso={one.created_at} /></td>
                <td><div className="row wrap" style={{ gap: 6 }}>{WAYS.map((way) => <Button key={way} variant="default" size="compact-sm" onClick={() => setAsked({ one, way })}>{t(`doubt.ways.${way}`)}</Button>)}</div></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {asked ? <Settle key={asked.one.id + asked.way} one={asked.one} way={asked.way} close={() => setAsked(null)} /> : null}
    </section>
  );
}

function Settle({ one, way, close }: { one: Sending; way: Found; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const settle = useMutation({
    mutationFn: () => messages.settle(one.id, way, reason.trim()),
    onSuccess: async () => { said(t('doubt.done')); await queries.invalidateQueries({ queryKey: ['doubts'] }); await queries.invalidateQueries({ queryKey: ['system'] }); },
    onError: (error) => refused(error, t),
    onSettled: close,
  });
  return (
    <Confirm open title={t(`doubt.asks.${way}`)} go={t(`doubt.ways.${way}`)} busy={settle.isPending} disabled={!reason.trim()} onGo={() => settle.mutate()} onClose={close}>
      <TextInput label={t('doubt.reason')} placeholder={t('doubt.example')} value={reason} onChange={(event) => setReason(event.target.value)} data-autofocus />
    </Confirm>
  );
}
