import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Place, SkillName, TwoLanguages } from '@/api/types';
import { type Language, usePrefs } from '@/app/prefs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export type Format = ReturnType<typeof formatOf>;

/** Dates, numbers and names as one language and time zone writes them. */
function formatOf(language: Language, timeZone: string) {
  const zh = language === 'zh-CN';
  const day = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium' });
  const exact = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const number = new Intl.NumberFormat(language);
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const speech = new Intl.DisplayNames(language, { type: 'language' });
  return {
    zh,
    day: (iso: string) => day.format(new Date(iso)),
    exact: (iso: string) => exact.format(new Date(iso)),
    /** Relative within a week, the date after that. */
    ago: (iso: string, now: number) => {
      const past = now - new Date(iso).getTime();
      if (past < 0 || past >= 7 * DAY) return day.format(new Date(iso));
      if (past < HOUR) return relative.format(-Math.max(0, Math.round(past / 60_000)), 'minute');
      if (past < DAY) return relative.format(-Math.round(past / HOUR), 'hour');
      return relative.format(-Math.round(past / DAY), 'day');
    },
    number: (value: number) => number.format(value),
    years: (value: number | null) => (value === null ? '' : number.format(Math.round(value * 10) / 10)),
    list: (values: string[]) => list.format(values),
    place: (place: Place) => [place.city, place.province === place.city ? '' : place.province, place.city || place.province ? '' : place.country].filter(Boolean).join(zh ? ' · ' : ', '),
    skill: (skill: SkillName) => (zh ? skill.zh : skill.en) || skill.name,
    both: (text: TwoLanguages) => (zh ? text.zh : text.en) || text.en || text.zh,
    language: (code: string) => {
      try {
        return speech.of(code) ?? code;
      } catch {
        return code;
      }
    },
    /** Fit of [0, 1] as a whole number of 100. */
    score: (value: number) => Math.round(value * 100),
    size: (bytes: number) => (bytes < 1024 * 1024 ? `${number.format(Math.max(1, Math.round(bytes / 1024)))} kB` : `${number.format(Math.round(bytes / 104858) / 10)} MB`),
  };
}

export function useFormat(): Format {
  const { timezone } = usePrefs();
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
  return useMemo(() => {
    try {
      return formatOf(language, timezone);
    } catch {
      return formatOf(language, 'UTC');
    }
  }, [language, timezone]);
}

export function fitWord(score: number): 'strong' | 'good' | 'partial' | 'weak' {
  if (score >= 0.75) return 'strong';
  if (score >= 0.55) return 'good';
  return score >= 0.35 ? 'partial' : 'weak';
}
