import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { factor } from '@/api/calls';
import { CodeInput } from '@/screens/signin/Code';
import { Enrol, RecoveryCodes } from '@/screens/signin/Enrol';
import { Note, sentence } from '@/ui/states';
import { said } from '@/ui/toast';

/** What somebody has beside the password: on, off, new recovery codes. */
export function SecondFactor() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<'' | 'enrol' | 'renew' | 'off'>('');
  const [code, setCode] = useState('');
  const state = useQuery({ queryKey: ['second-factor'], queryFn: factor.read });
  const done = () => { setDoing(''); setCode(''); change.reset(); void queries.invalidateQueries({ queryKey: ['second-factor'] }); };
  const change = useMutation({
    mutationFn: async (): Promise<string[]> => {
      if (doing === 'renew') return (await factor.renew(code.trim())).codes;
      await factor.off(code.trim());
      return [];
    },
    onError: () => setCode(''),
    onSuccess: (codes) => { if (!codes.length) { done(); said(t('factor.isOff')); } },
  });
  if (!state.data) return null;
  const { on, codes_left: left, required } = state.data;
  return (
    <section className="card pad stack" style={{ marginTop: 16 }} aria-label={t('factor.title')}>
      <div className="row between wrap">
        <span><strong>{t('factor.title')}</strong> <span className="quiet small">{on ? t('factor.on', { count: left }) : t('factor.off')}</span></span>
        {doing ? null : on ? (
          <span className="row">
            <Button size="xs" variant="default" onClick={() => setDoing('renew')}>{t('factor.renew')}</Button>
            {required ? null : <Button size="xs" variant="default" onClick={() => setDoing('off')}>{t('factor.turnOff')}</Button>}
          </span>
        ) : (
          <Button size="xs" onClick={() => setDoing('enrol')}>{t('factor.turnOn')}</Button>
        )}
      </div>
      {doing === 'enrol' ? <Enrol done={done} /> : null}
      {change.data?.length ? <RecoveryCodes codes={change.data} done={done} /> : doing === 'renew' || doing === 'off' ? (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); change.mutate(); }}>
          {change.error ? <Note tone="bad">{sentence(change.error, t).detail}</Note> : null}
          <CodeInput value={code} onChange={setCode} />
          <span className="row">
            <Button type="submit" size="xs" loading={change.isPending}>{t(doing === 'off' ? 'factor.turnOff' : 'factor.renew')}</Button>
            <Button size="xs" variant="default" onClick={done}>{t('do.cancel')}</Button>
          </span>
        </form>
      ) : null}
    </section>
  );
}
