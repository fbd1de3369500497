import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { session } from '@/api/calls';
import { useAccount } from '@/app/session';
import { refused } from '@/ui/toast';

/** Names, contact data and schools hidden: what was read before is read anew. */
export function Blind() {
  const { t } = useTranslation();
  const { blind } = useAccount();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (wanted: boolean) => session.me({ blind: wanted }),
    onSuccess: () => queries.resetQueries(),
    onError: (error) => refused(error, t),
  });
  return (
    <section className="card pad" style={{ marginTop: 16 }} aria-label={t('blind.title')}>
      <Switch label={t('blind.title')} description={t('blind.note')} checked={blind} disabled={change.isPending} onChange={(event) => change.mutate(event.currentTarget.checked)} />
    </section>
  );
}
