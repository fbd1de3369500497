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
  const plain = new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'medium' });
  const today = new Intl.DateTimeFormat('en-CA', { timeZone });
  const exact = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const number = new Intl.NumberFormat(language);
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const speech = new Intl.DisplayNames(language, { type: 'language' });
  return {
    zh,
    day: (iso: string) => day.format(new Date(iso)),
    /** A day of the calendar (`2026-05-03`), which no time zone moves. */
    date: (date: string) => plain.format(new Date(`${date}T00:00:00Z`)),
    /** The day that it is here and now, plus some. */
    today: (plus = 0) => new Date(Date.parse(`${today.format(new Date())}T00:00:00Z`) + plus * DAY).toISOString().slice(0, 10),
    /** A day said by its distance within a week, the date after that. */
    due: (date: string) => {
      const days = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${today.format(new Date())}T00:00:00Z`)) / DAY);
      return Math.abs(days) <= 7 ? relative.format(days, 'day') : plain.format(new Date(`${date}T00:00:00Z`));
    },
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
    place: (place: Place) => (zh ? place.names.zh : place.names.en),
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

export type FitWord = 'strong' | 'good' | 'partial' | 'weak';

/**
 * From which fit which word is right, set by what the shipped ranker says of invented people: from 75 they did the
 * same job and lack little, to 50 the same job with gaps or its neighbour, to 35 a neighbour with gaps. People of
 * another field stay at 10 to 35.
 */
const FIT_FROM: [FitWord, number][] = [['strong', 75], ['good', 50], ['partial', 35]];

/** The word for the number as it is shown, so that the same number never has two words. */
export function fitWord(score: number): FitWord {
  return FIT_FROM.find(([, least]) => Math.round(score * 100) >= least)?.[0] ?? 'weak';
}
