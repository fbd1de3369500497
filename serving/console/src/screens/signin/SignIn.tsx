import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { session } from '@/api/calls';
import { Problem } from '@/api/http';
import { CodeInput, isQuestion } from '@/screens/signin/Code';
import { Gate } from '@/screens/signin/Gate';
import { Note, sentence } from '@/ui/states';

/** Only an address of our own; anything else leads home. */
function safe(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') ? next : '/';
}

export default function SignIn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  // asked for a code once the password fitted; it stays asked for while codes do not fit
  const [asked, setAsked] = useState(false);
  const open = useMutation({
    mutationFn: () => session.open(email.trim(), password, code.trim()),
    onError: (error) => {
      if (error instanceof Problem && error.code === 'second-factor-needed') setAsked(true);
      if (error instanceof Problem && error.code === 'wrong-code') setCode('');
    },
    onSuccess: async () => {
      queries.clear();
      await navigate(safe(params.get('next')), { replace: true });
    },
  });
  const ways = useQuery({ queryKey: ['ways'], queryFn: session.ways, staleTime: Infinity });
  const sso = ways.data?.single_sign_on;
  const turnedBack = params.get('refused');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate();
  };
  return (
    <Gate title={t(asked ? 'factor.askTitle' : 'signin.title')} note={asked ? t('factor.askNote') : undefined}>
      {params.get('reset') === 'done' ? <Note tone="good">{t('signin.newDone')}</Note> : null}
      {turnedBack && open.isIdle ? <Note tone="bad">{t(turnedBack === 'oidc-no-account' ? 'signin.ssoNoAccount' : turnedBack === 'oidc-down' ? 'signin.ssoDown' : 'signin.ssoRefused')}</Note> : null}
      <form onSubmit={submit}>
        {open.error && !isQuestion(open.error) ? <Note tone="bad">{refusal(open.error, t)}</Note> : null}
        {asked ? (
          <CodeInput value={code} onChange={setCode} />
        ) : (
          <>
            <TextInput label={t('signin.email')} type="email" name="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.target.value)} data-autofocus />
            <PasswordInput label={t('signin.password')} name="password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.target.value)} />
          </>
        )}
        <Button type="submit" size="sm" loading={open.isPending}>{t('signin.go')}</Button>
        {asked ? (
          <button type="button" className="plain small" onClick={() => { setAsked(false); setCode(''); open.reset(); }}>{t('signin.back')}</button>
        ) : (
          <Link to="/reset" className="small">{t('signin.forgot')}</Link>
        )}
      </form>
      {sso && !asked ? <Button component="a" variant="default" size="sm" href={`/p/oidc/start?next=${encodeURIComponent(safe(params.get('next')))}`}>{t('signin.sso', { name: sso })}</Button> : null}
    </Gate>
  );
}

function refusal(error: Error, t: TFunction): string {
  if (error instanceof Problem && error.status === 401) return t('signin.wrong');
  if (error instanceof Problem && error.status === 429) return t('signin.slow');
  return sentence(error, t).detail;
}
