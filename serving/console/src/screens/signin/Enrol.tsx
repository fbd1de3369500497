import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { factor } from '@/api/calls';
import { Once } from '@/screens/access/Once';
import { CodeInput } from '@/screens/signin/Code';
import { Note, sentence } from '@/ui/states';

/** Sets a second factor up: the picture to scan, a first code, the recovery codes to keep. */
export function Enrol({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const begin = useMutation({ mutationFn: factor.begin });
  const confirm = useMutation({ mutationFn: () => factor.confirm(code.trim()), onError: () => setCode('') });
  if (confirm.data) return <RecoveryCodes codes={confirm.data.codes} done={done} />;
  if (!begin.data) {
    return (
      <div className="stack">
        {begin.error ? <Note tone="bad">{sentence(begin.error, t).detail}</Note> : null}
        <Button size="sm" loading={begin.isPending} onClick={() => begin.mutate()}>{t('factor.begin')}</Button>
      </div>
    );
  }
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); confirm.mutate(); }}>
      <p className="quiet small">{t('factor.scan')}</p>
      <img src={begin.data.qr} alt={t('factor.picture')} width={200} height={200} style={{ background: '#fff', alignSelf: 'center' }} />
      <span className="quiet small">{t('factor.byHand')}</span>
      <Once value={begin.data.secret} />
      {confirm.error ? <Note tone="bad">{sentence(confirm.error, t).detail}</Note> : null}
      <CodeInput value={code} onChange={setCode} />
      <Button type="submit" size="sm" loading={confirm.isPending}>{t('factor.confirm')}</Button>
    </form>
  );
}

/** Shown this once. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <p className="small">{t('factor.keep')}</p>
      <Once value={codes.join(' ')} />
      <Button size="sm" onClick={done}>{t('factor.kept')}</Button>
    </div>
  );
}
