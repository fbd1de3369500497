import { Tooltip } from '@mantine/core';
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

export function Invented({ person }: { person: Pick<TalentCard, 'invented'> }) {
  const { t } = useTranslation();
  if (!person.invented) return null;
  return (
    <Tooltip label={t('inventedHint')}>
      <span className="invented">{t('invented')}</span>
    </Tooltip>
  );
}
