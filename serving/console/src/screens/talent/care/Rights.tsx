import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { subject, suppressions } from '@/api/care';
import type { Talent } from '@/api/types';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Confirm } from '@/ui/Confirm';
import { keep } from '@/ui/keep';
import { refused, said } from '@/ui/toast';

type Asked = 'suppress' | 'erase' | null;

/** What a person may ask for: a copy, to be left alone, to be erased. */
export function Rights({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const admin = useMay()();
  const [asked, setAsked] = useState<Asked>(null);
  const copy = useMutation({
    mutationFn: () => subject.copy(person.id),
    onSuccess: (file) => { keep(file, `${person.id}.zip`); said(t('consent.copied')); },
    onError: (error) => refused(error, t),
  });
  return (
    <section className="block rights">
      <h2>{t('consent.rights')}</h2>
      <div className="right"><div><strong>{t('consent.copy')}</strong><p className="quiet small">{t('consent.copyNote')}</p></div><Button variant="default" loading={copy.isPending} onClick={() => copy.mutate()}>{t('consent.copyGo')}</Button></div>
      <div className="right"><div><strong>{t('consent.suppress')}</strong><p className="quiet small">{t('consent.suppressText')}</p></div><Button variant="default" onClick={() => setAsked('suppress')}>{t('consent.suppress')}</Button></div>
      {admin ? <div className="right"><div><strong>{t('consent.erase')}</strong><p className="quiet small">{t('consent.eraseNote')}</p></div><Button variant="default" className="danger" onClick={() => setAsked('erase')}>{t('consent.eraseGo')}</Button></div> : null}
      {asked === 'suppress' ? <Suppress person={person} close={() => setAsked(null)} /> : null}
      {asked === 'erase' ? <Erase person={person} close={() => setAsked(null)} /> : null}
    </section>
  );
}

function Suppress({ person, close }: { person: Talent; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [keepOut, setKeepOut] = useState(false);
  const save = useMutation({
    mutationFn: () => suppressions.person(person.id, reason.trim(), keepOut),
    onSuccess: async (made) => {
      said(made.length > 0 ? t('consent.suppressed', { count: made.length }) : t('consent.noAddress'));
      close();
      await queries.invalidateQueries({ queryKey: ['suppressions'] });
    },
  });
  return (
    <Confirm open title={t('consent.suppressTitle', { name: person.name })} go={t('consent.suppress')} danger busy={save.isPending} error={save.error} disabled={!reason.trim()} onGo={() => save.mutate()} onClose={close}>
      <p>{t('consent.suppressText')}</p>
      <TextInput label={t('consent.suppressReason')} value={reason} onChange={(event) => setReason(event.target.value)} data-autofocus />
      <label className="row small"><input type="checkbox" checked={keepOut} onChange={(event) => setKeepOut(event.target.checked)} />{t('consent.suppressKeepOut')}</label>
    </Confirm>
  );
}

function Erase({ person, close }: { person: Talent; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () => subject.erase(person.id, reason.trim()),
    onSuccess: async (asked) => {
      said(`${t('consent.erased')} ${t('consent.eraseBy', { date: format.day(asked.due_at) })}`);
      await navigate('/trust?tab=erasures');
      queries.removeQueries({ queryKey: ['talent', person.id] });
      await queries.invalidateQueries({ queryKey: ['talents'] });
      await queries.invalidateQueries({ queryKey: ['erasures'] });
    },
  });
  return (
    <Confirm open size="md" title={t('consent.eraseTitle', { name: person.name })} go={t('consent.eraseGo')} danger busy={save.isPending} error={save.error} disabled={typed.trim() !== person.name.trim() || !reason.trim()} onGo={() => save.mutate()} onClose={close}>
      <p>{t('consent.eraseText')}</p>
      <TextInput label={t('consent.eraseReason')} placeholder={t('consent.eraseExample')} value={reason} onChange={(event) => setReason(event.target.value)} data-autofocus />
      <TextInput label={t('consent.eraseType', { name: person.name })} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
    </Confirm>
  );
}
