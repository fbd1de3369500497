import { SegmentedControl, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { session } from '@/api/calls';
import { switchWords } from '@/app/i18n';
import { browserZone, type Density, type Language, type Prefs, prefs, setPrefs, type Theme, usePrefs } from '@/app/prefs';
import { useAccount } from '@/app/session';
import { Blind } from '@/screens/settings/Blind';
import { SecondFactor } from '@/screens/settings/SecondFactor';
import { refused, said } from '@/ui/toast';

/** Every change is seen at once and kept with the account; a refused one is taken back. */
function useChange() {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (change: Partial<Prefs>) => session.me(change),
    onMutate: async (change) => {
      const before = prefs();
      setPrefs(change);
      if (change.language) await switchWords(change.language);
      return before;
    },
    onSuccess: () => said(t('prefs.saved')),
    onError: async (error, _, before) => {
      if (before) {
        setPrefs(before);
        await switchWords(before.language);
      }
      refused(error, t);
    },
  });
}

export default function Settings() {
  const { t } = useTranslation();
  const account = useAccount();
  const { language, theme, density, timezone } = usePrefs();
  const change = useChange();
  const zones = useMemo(() => [...new Set(['UTC', browserZone, ...Intl.supportedValuesOf('timeZone')])], []);
  return (
    <div className="page" style={{ maxWidth: 720 }}>
      <div className="pagehead"><div><h1>{t('prefs.title')}</h1><p className="quiet">{account.name} · {account.email} · {t(`access.roles.${account.role}`)}</p></div></div>
      <div className="card">
        <Line word={t('prefs.language')}><SegmentedControl size="xs" aria-label={t('prefs.language')} value={language} onChange={(value) => change.mutate({ language: value as Language })} data={[{ value: 'zh-CN', label: '中文' }, { value: 'en', label: 'English' }]} /></Line>
        <Line word={t('prefs.theme')}><SegmentedControl size="xs" aria-label={t('prefs.theme')} value={theme} onChange={(value) => change.mutate({ theme: value as Theme })} data={(['light', 'dark', 'system'] as const).map((one) => ({ value: one, label: t(`prefs.${one}`) }))} /></Line>
        <Line word={t('prefs.density')}><SegmentedControl size="xs" aria-label={t('prefs.density')} value={density} onChange={(value) => change.mutate({ density: value as Density })} data={(['compact', 'comfortable'] as const).map((one) => ({ value: one, label: t(`prefs.${one}`) }))} /></Line>
        <Line word={t('prefs.timezone')}><Select aria-label={t('prefs.timezone')} size="xs" w={240} searchable value={timezone} data={zones} onChange={(value) => { if (value) change.mutate({ timezone: value }); }} /></Line>
      </div>
      <p className="quiet small" style={{ marginTop: 12 }}>{t('prefs.note')} {t('prefs.zoneNote', { zone: timezone })}</p>
      <Blind />
      <SecondFactor />
    </div>
  );
}

function Line({ word, children }: { word: string; children: ReactNode }) {
  return <div className="row between wrap" style={{ padding: '10px 16px', borderBottom: '1px solid var(--line)' }}><span>{word}</span>{children}</div>;
}
