import { useSyncExternalStore } from 'react';

export type Language = 'zh-CN' | 'en';
export type Theme = 'light' | 'dark' | 'system';
export type Density = 'compact' | 'comfortable';

export interface Prefs {
  language: Language;
  theme: Theme;
  density: Density;
  timezone: string;
}

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const THEMES: readonly Theme[] = ['light', 'dark', 'system'];
const DENSITIES: readonly Density[] = ['compact', 'comfortable'];

function kept<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
  const value = localStorage.getItem(`trm.${key}`);
  return allowed.find((one) => one === value) ?? fallback;
}

function browserLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

let current: Prefs = {
  language: kept('language', LANGUAGES, browserLanguage()),
  theme: kept('theme', THEMES, 'system'),
  density: kept('density', DENSITIES, 'compact'),
  timezone: localStorage.getItem('trm.timezone') ?? browserZone,
};
const listeners = new Set<() => void>();

export function prefs(): Prefs {
  return current;
}

export function setPrefs(change: Partial<Prefs>): void {
  current = { ...current, ...change };
  for (const [key, value] of Object.entries(change)) localStorage.setItem(`trm.${key}`, String(value));
  document.documentElement.dataset.density = current.density;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePrefs(): Prefs {
  return useSyncExternalStore(subscribe, prefs);
}

/** Take over what the account says; unknown words leave the present choice alone. */
export function adoptPrefs(account: { language?: string | null; theme?: string | null; density?: string | null; timezone?: string | null }): void {
  const change: Partial<Prefs> = {};
  const language = account.language?.startsWith('zh') ? 'zh-CN' : account.language?.startsWith('en') ? 'en' : undefined;
  if (language) change.language = language;
  const theme = THEMES.find((one) => one === account.theme);
  if (theme) change.theme = theme;
  const density = DENSITIES.find((one) => one === account.density);
  if (density) change.density = density;
  if (account.timezone) change.timezone = account.timezone;
  setPrefs(change);
}
