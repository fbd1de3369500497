import { useTranslation } from 'react-i18next';

import type { Source } from '@/api/types';
import { useFormat } from '@/app/format';

/** Where a fact comes from, in a few words. */
export function Origin({ source, loaded }: { source: Source | undefined; loaded: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!source) return <span className="origin">{loaded ? '' : ' '}</span>;
  const date = format.day(source.received_at);
  return (
    <span className="origin clip" title={`${source.source} · ${source.external_id} · ${format.exact(source.received_at)}`}>
      {source.channel === 'manual' ? t('talent.byHand', { date }) : t('talent.from', { source: source.source, date })}
    </span>
  );
}
