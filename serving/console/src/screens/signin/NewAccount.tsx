import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { prefs } from '@/app/prefs';
import { setCsrf, Problem } from '@/api/http';
import { session } from '@/api/calls';
import type { Session } from '@/api/types';
import { CodeInput, isQuestion } from '@/screens/signin/Code';
import { looksLikeMail, PASSWORD } from '@/screens/signin/Gate';
import { Note, sentence } from '@/ui/states';

export type Entered = { email: string; name: string; password: string; token: string; code: string };

type Props = {
  token: string;
  ask: { email: boolean; name: boolean };
  go: string;
  used: string;
  send: (entered: Entered) => Promise<Session>;
  done: () => void;
};

/** Name and password of a new account, or a new password alone. */
export function NewAccount({ token: given, ask, go, used, send, done }: Props) {
  const { t } = useTranslation();
  const [entered, setEntered] = useState<Entered>({ email: '', name: '', password: '', token: given, code: '' });
  const [shown, setShown] = useState(false);
  const [asked, setAsked] = useState(false);
  const queries = useQueryClient();
  const sending = useMutation({
    mutationFn: async () => {
      setCsrf((await send(entered)).csrf_token);
      // A new account starts with what this browser shows; a refusal of that is no reason to stop.
      if (ask.name) await session.me(prefs()).catch(() => undefined);
    },
    onError: (error) => { if (isQuestion(error)) setAsked(true); },
    onSuccess: () => {
      queries.clear();
      done();
    },
  });
  const set = (change: Partial<Entered>) => setEntered({ ...entered, ...change });
  const wrong = {
    email: ask.email && !looksLikeMail(entered.email) ? t('signin.badEmail') : '',
    name: ask.name && !entered.name.trim() ? t('signin.needName') : '',
    password: entered.password.length < PASSWORD ? t('signin.short') : '',
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShown(true);
    if (!wrong.email && !wrong.name && !wrong.password) sending.mutate();
  };
  const gone = sending.error instanceof Problem && sending.error.code === 'link-invalid';
  return (
    <form onSubmit={submit} noValidate>
      {sending.error && !isQuestion(sending.error) ? <Note tone="bad">{gone ? used : sentence(sending.error, t).detail}</Note> : null}
      {given ? null : <TextInput label={t('signin.token')} value={entered.token} onChange={(event) => set({ token: event.target.value })} />}
      {ask.name ? <TextInput label={t('signin.name')} name="name" autoComplete="name" value={entered.name} error={shown && wrong.name} onChange={(event) => set({ name: event.target.value })} /> : null}
      {ask.email ? <TextInput label={t('signin.email')} type="email" name="email" autoComplete="username" value={entered.email} error={shown && wrong.email} onChange={(event) => set({ email: event.target.value })} /> : null}
      <PasswordInput label={t('signin.newPassword')} description={t('signin.passwordHint')} name="password" autoComplete="new-password" value={entered.password} error={shown && wrong.password} onChange={(event) => set({ password: event.target.value })} />
      {asked ? <CodeInput value={entered.code} onChange={(code) => set({ code })} /> : null}
      <Button type="submit" size="sm" loading={sending.isPending}>{go}</Button>
    </form>
  );
}
