import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { useUrl, words } from '@/app/url';
import { said } from '@/ui/toast';

export const MOST = 3;

/** The people picked for comparison; they live in the address. */
export function usePicks(): { picks: string[]; toggle: (id: string) => void; clear: () => void } {
  const { t } = useTranslation();
  const [text, set] = useUrl('compare');
  const toggle = useCallback(
    (id: string) => {
      const picks = (words().get('compare') ?? '').split(',').filter(Boolean);
      if (picks.includes(id)) set(picks.filter((one) => one !== id).join(','));
      else if (picks.length < MOST) set([...picks, id].join(','));
      else said(t('match.compareFull'));
    },
    [set, t],
  );
  return { picks: text ? text.split(',') : [], toggle, clear: useCallback(() => set(''), [set]) };
}
