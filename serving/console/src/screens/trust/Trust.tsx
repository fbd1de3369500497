import '@/screens/talent/care/care.css';

import { Tabs } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/app/session';
import { useUrl } from '@/app/url';
import { Loading } from '@/ui/states';

const PANELS = {
  review: lazy(() => import('@/screens/trust/Review')),
  suppressions: lazy(() => import('@/screens/trust/Suppressions')),
  wordings: lazy(() => import('@/screens/trust/Wordings')),
  erasures: lazy(() => import('@/screens/trust/Erasures')),
} as const;
const NAMES = ['review', 'suppressions', 'wordings', 'erasures'] as const;

/** What the company promised about people's data, and how it stands with that. */
export default function Trust() {
  const { t } = useTranslation();
  const admin = useMay()();
  const [tab, setTab] = useUrl('tab');
  const names = NAMES.filter((one) => admin || one !== 'erasures');
  const shown = names.find((one) => one === tab) ?? 'review';
  const Panel = PANELS[shown];
  return (
    <div className="page">
      <h1 style={{ marginBottom: 12 }}>{t('trust.title')}</h1>
      <Tabs value={shown} onChange={(value) => setTab(value === 'review' ? '' : (value ?? ''), true)}>
        <Tabs.List mb="md">{names.map((one) => <Tabs.Tab key={one} value={one}>{t(`trust.${one}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value={shown}><Suspense fallback={<Loading />}><Panel /></Suspense></Tabs.Panel>
      </Tabs>
    </div>
  );
}
