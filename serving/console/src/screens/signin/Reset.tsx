import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { session } from '@/api/calls';
import { Gate } from '@/screens/signin/Gate';
import { NewAccount } from '@/screens/signin/NewAccount';
import { Note, sentence } from '@/ui/states';

export default function Reset() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  if (!token) return <Ask />;
  return (
    <Gate title={t('signin.newTitle')}>
      <NewAccount token={token} ask={{ email: false, name: false }} go={t('signin.newGo')} used={t('signin.newUsed')} send={(entered) => session.reset(entered.token, entered.password, entered.code.trim())} done={() => void navigate('/', { replace: true })} />
    </Gate>
  );
}

function Ask() {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => session.askReset(email.trim()) });
  return (
    <Gate title={t('signin.resetTitle')} note={t('signin.resetNote')}>
      <form onSubmit={(event) => { event.preventDefault(); ask.mutate(); }}>
        {ask.isSuccess ? <Note tone={ask.data.sends_mail ? 'good' : 'warn'}>{ask.data.sends_mail ? t('signin.resetSent') : t('signin.resetAdmin')}</Note> : null}
        {ask.error ? <Note tone="bad">{sentence(ask.error, t).detail}</Note> : null}
        <TextInput label={t('signin.email')} type="email" name="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.target.value)} />
        <Button type="submit" size="sm" loading={ask.isPending}>{t('signin.resetGo')}</Button>
        <Link to="/signin" className="small">{t('signin.back')}</Link>
      </form>
    </Gate>
  );
}
