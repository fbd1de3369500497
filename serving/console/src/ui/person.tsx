import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import type { TalentCard } from '@/api/types';
import { type Format, useFormat } from '@/app/format';

/** "Algorithm engineer · 华为" — what one is, where. */
export function headline(person: Pick<TalentCard, 'headline' | 'company'>): string {
  if (!person.company || person.headline.includes(person.company)) return person.headline;
  return person.headline ? `${person.headline} · ${person.company}` : person.company;
}

export function basics(person: TalentCard, format: Format, t: (key: 'time.yearsShort', values: { years: string }) => string, education: string): string {
  const parts = [
    format.place(person.place),
    person.years === null ? '' : t('time.yearsShort', { years: format.years(person.years) }),
    person.education === 'unknown' ? '' : education,
  ];
  return parts.filter(Boolean).join(' · ');
}

export function Basics({ person }: { person: TalentCard }) {
  const { t } = useTranslation();
  const format = useFormat();
  return <>{basics(person, format, (key, values) => t(key, values), t(`education.${person.education}`))}</>;
}

/** By which channels, and when they were last heard of; nothing where there is neither. */
export function reachedBy({ reachability }: Pick<TalentCard, 'reachability'>, format: Format, t: TFunction): string | undefined {
  const how = reachability.channels.map((channel) => t(`reach.${channel}`)).join(format.zh ? '、' : ', ');
  const last = reachability.last_active_at;
  return [how, last ? format.day(last) : ''].filter(Boolean).join(' · ') || undefined;
}

/** Reachability: its own number, in words, and never mixed with fit. */
export function Reach({ person }: { person: Pick<TalentCard, 'reachability'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { score, text } = person.reachability;
  return <span className="reached" title={reachedBy(person, format, t)}>{t('reach.label')} <b className="num">{format.score(score)}</b> · {format.both(text)}</span>;
}

export function Invented({ person }: { person: Pick<TalentCard, 'invented'> }) {
  const { t } = useTranslation();
  if (!person.invented) return null;
  return <span className="invented" title={t('inventedHint')}>{t('invented')}</span>;
}
