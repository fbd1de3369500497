import './gate.css';

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { switchWords } from '@/app/i18n';
import { setPrefs, usePrefs } from '@/app/prefs';

/** The sheet that sign-in, set-up, invitation and reset stand on. */
export function Gate({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { language } = usePrefs();
  const other = language === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <main className="gate">
      <div className="gatebox">
        <div className="row brandline"><img src="/icon.svg" alt="" width={24} height={24} /><strong>{t('app.name')}</strong><span className="quiet">{t('app.tagline')}</span></div>
        <h1>{title}</h1>
        {note ? <p className="quiet">{note}</p> : null}
        {children}
      </div>
      <button type="button" className="plain other" lang={other} onClick={() => { setPrefs({ language: other }); void switchWords(other); }}>
        {other === 'en' ? 'English' : '中文'}
      </button>
    </main>
  );
}

export const PASSWORD = 12;
export const looksLikeMail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());
