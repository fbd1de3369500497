import './Frame.css';

import { ActionIcon } from '@mantine/core';
import {
  IconArrowsJoin2, IconBriefcase, IconCheckbox, IconChartDots, IconChecklist, IconDatabaseImport, IconHeartbeat, IconMenu2, IconSearch, IconShieldCheck, IconUsers, IconUsersGroup,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, useLocation, useNavigate } from 'react-router';

import { system } from '@/api/calls';
import type { Role } from '@/api/types';
import { useKeys } from '@/app/keys';
import { useAccount, useMay } from '@/app/session';

const CommandBar = lazy(() => import('@/app/CommandBar'));
const MeMenu = lazy(() => import('@/app/MeMenu'));
const Sheet = lazy(() => import('@/app/Sheet'));

type Item = { to: string; word: 'duplicates' | 'tasks' | 'trust' | 'people' | 'jobs' | 'review' | 'imports' | 'models' | 'access' | 'system'; icon: typeof IconUsers; roles: Role[] };

const ITEMS: Item[] = [
  { to: '/tasks', word: 'tasks', icon: IconCheckbox, roles: ['recruiter'] },
  { to: '/jobs', word: 'jobs', icon: IconBriefcase, roles: ['recruiter', 'viewer', 'data_scientist'] },
  { to: '/people', word: 'people', icon: IconUsers, roles: ['recruiter', 'viewer', 'data_scientist'] },
  { to: '/review', word: 'review', icon: IconChecklist, roles: ['hiring_manager'] },
  { to: '/imports', word: 'imports', icon: IconDatabaseImport, roles: ['recruiter'] },
  { to: '/duplicates', word: 'duplicates', icon: IconArrowsJoin2, roles: ['recruiter'] },
  { to: '/trust', word: 'trust', icon: IconShieldCheck, roles: ['recruiter'] },
  { to: '/models', word: 'models', icon: IconChartDots, roles: ['data_scientist', 'recruiter'] },
  { to: '/access', word: 'access', icon: IconUsersGroup, roles: [] },
  { to: '/system', word: 'system', icon: IconHeartbeat, roles: ['recruiter', 'data_scientist'] },
];

export function usePages(): Item[] {
  const may = useMay();
  return ITEMS.filter((item) => may(...item.roles));
}

export function Frame() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [searching, setSearching] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [menu, setMenu] = useState(false);
  const content = useRef<HTMLElement>(null);
  const pages = usePages();
  const { pathname } = useLocation();
  const here = pages.find((page) => pathname.startsWith(page.to));
  const keys = useMemo(
    () => ({
      '/': () => setSearching(true),
      '?': () => setSheet(true),
      'g p': () => void navigate('/people'),
      'g j': () => void navigate('/jobs'),
      'g t': () => void navigate('/tasks'),
      'g i': () => void navigate('/imports'),
    }),
    [navigate],
  );
  useKeys(keys);
  useCtrlK(() => setSearching(true));
  return (
    <div className="frame">
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); content.current?.focus(); }}>{t('nav.skip')}</a>
      <header className="topbar">
        <ActionIcon size={44} aria-label={t('nav.menu')} aria-expanded={menu} onClick={() => setMenu(!menu)}><IconMenu2 size={20} /></ActionIcon>
        <span className="here clip">{here ? t(`nav.${here.word}`) : t('app.name')}</span>
        <ActionIcon size={44} aria-label={t('nav.search')} onClick={() => setSearching(true)}><IconSearch size={20} /></ActionIcon>
      </header>
      <div className={`shade ${menu ? 'open' : ''}`} onClick={() => setMenu(false)} aria-hidden="true" />
      <nav className={`side ${menu ? 'open' : ''}`} aria-label={t('nav.main')} onClick={(event) => { if ((event.target as HTMLElement).closest('a')) setMenu(false); }}>
        <Link to="/" className="brand"><img src="/icon.svg" alt="" /><span className="word">{t('app.name')}</span></Link>
        <button type="button" className="plain searchbox" onClick={() => setSearching(true)} aria-label={t('nav.search')}>
          <IconSearch size={15} aria-hidden="true" /><span className="grow clip word">{t('nav.search')}</span><span className="kbd" aria-hidden="true">/</span>
        </button>
        {pages.map(({ to, word, icon: Icon }) => (
          <NavLink key={to} to={to} className="item" aria-label={t(`nav.${word}`)} title={t(`nav.${word}`)}>
            <Icon size={17} stroke={1.6} aria-hidden="true" /><span className="word">{t(`nav.${word}`)}</span>
          </NavLink>
        ))}
        <div className="bottom"><Me onSheet={() => setSheet(true)} /></div>
      </nav>
      <div className="main">
        <DemoLine />
        <main className="content" id="content" ref={content} tabIndex={-1}><Outlet /></main>
      </div>
      <Suspense fallback={null}>
        {searching ? <CommandBar onClose={() => setSearching(false)} /> : null}
        {sheet ? <Sheet onClose={() => setSheet(false)} /> : null}
      </Suspense>
    </div>
  );
}

function useCtrlK(open: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}

/** Who is signed in; what can be done about it is fetched when somebody asks. */
function Me({ onSheet }: { onSheet: () => void }) {
  const [open, setOpen] = useState(false);
  const face = <Face open={() => setOpen(true)} />;
  return open ? <Suspense fallback={face}><MeMenu onSheet={onSheet} /></Suspense> : face;
}

function Face({ open }: { open: () => void }) {
  const account = useAccount();
  return (
    <button type="button" className="plain me" title={account.name || account.email} aria-haspopup="menu" aria-expanded={false} onClick={open}>
      <span className="initial" data-initial={Array.from(account.name || account.email)[0]?.toUpperCase()} />
      <span className="grow clip word">{account.name || account.email}</span>
    </button>
  );
}

function DemoLine() {
  const { t } = useTranslation();
  const may = useMay();
  const allowed = may('recruiter', 'data_scientist', 'viewer');
  const { data } = useQuery({ queryKey: ['system'], queryFn: system.read, staleTime: 60_000, enabled: allowed });
  if (!data?.demo) return null;
  return (
    <div className="demo">
      <span className="grow">{t('system.demoTitle')} · {t('system.demoText')}</span>
      {may() ? <Link to="/system">{t('system.startOwn')}</Link> : null}
    </div>
  );
}
