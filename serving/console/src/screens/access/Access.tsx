import { Tabs } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useUrl } from '@/app/url';
import { Accounts } from '@/screens/access/Accounts';
import { Audit } from '@/screens/access/Audit';
import { Teams } from '@/screens/access/Teams';
import { Loading } from '@/ui/states';

const Tokens = lazy(() => import('@/screens/access/Tokens'));
const TABS = { accounts: Accounts, teams: Teams, tokens: Tokens, audit: Audit } as const;
const NAMES = ['accounts', 'teams', 'tokens', 'audit'] as const;

export default function Access() {
  const { t } = useTranslation();
  const [tab, setTab] = useUrl('tab');
  const shown = NAMES.find((one) => one === tab) ?? 'accounts';
  const Panel = TABS[shown];
  return (
    <div className="page">
      <h1 style={{ marginBottom: 12 }}>{t('access.title')}</h1>
      <Tabs value={shown} onChange={(value) => setTab(value === 'accounts' ? '' : (value ?? ''), true)}>
        <Tabs.List mb="md">{NAMES.map((one) => <Tabs.Tab key={one} value={one}>{t(`access.${one}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value={shown}><Suspense fallback={<Loading />}><Panel /></Suspense></Tabs.Panel>
      </Tabs>
    </div>
  );
}
