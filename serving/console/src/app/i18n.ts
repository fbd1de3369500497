import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import { type Language, prefs } from '@/app/prefs';
import type { Words } from '@/words/en';

const LOAD: Record<Language, () => Promise<Words>> = {
  en: async () => (await import('@/words/en')).en,
  'zh-CN': async () => (await import('@/words/zh')).zh as unknown as Words,
};

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'words')) {
    i18next.addResourceBundle(language, 'words', await LOAD[language]());
  }
}

/** Load the words of the preferred language; only that one is fetched. */
export async function startWords(): Promise<void> {
  const language = prefs().language;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'words',
    ns: ['words'],
    resources: {},
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await switchWords(language);
}

export async function switchWords(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
