import { Menu } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { session } from '@/api/calls';
import { switchWords } from '@/app/i18n';
import { prefs, setPrefs, usePrefs } from '@/app/prefs';
import { useAccount } from '@/app/session';

/** Settings, language, keys, leaving. */
export default function MeMenu({ onSheet }: { onSheet: () => void }) {
  const { t } = useTranslation();
  const account = useAccount();
  const { language } = usePrefs();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const other = language === 'zh-CN' ? 'en' : 'zh-CN';
  const switchLanguage = async () => {
    setPrefs({ language: other });
    await switchWords(other);
    await session.me({ language: prefs().language }).catch(() => undefined);
  };
  const signOut = async () => {
    await session.close().catch(() => undefined);
    queries.clear();
    await navigate('/signin');
  };
  return (
    <Menu position="top-start" width={220} defaultOpened>
      <Menu.Target>
        <button type="button" className="plain me" title={account.name || account.email}>
          <span className="initial" data-initial={Array.from(account.name || account.email)[0]?.toUpperCase()} />
          <span className="grow clip word">{account.name || account.email}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t(`access.roles.${account.role}`)}</Menu.Label>
        <Menu.Item leftSection={<IconSettings size={15} />} component={Link} to="/settings">{t('nav.settings')}</Menu.Item>
        <Menu.Item onClick={() => void switchLanguage()} lang={other}>{other === 'en' ? 'English' : '中文'}</Menu.Item>
        <Menu.Item onClick={onSheet} rightSection={<span className="kbd">?</span>}>{t('nav.shortcuts')}</Menu.Item>
        <Menu.Item component="a" href="/api/v1/docs">{t('nav.docs')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t('nav.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
