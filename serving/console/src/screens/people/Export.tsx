import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type PeopleQuery, talents } from '@/api/calls';
import { useFormat } from '@/app/format';
import { keep } from '@/ui/keep';
import { refused, said } from '@/ui/toast';

/** The list as it is filtered and sorted, as a file for a spreadsheet. */
export function Export({ query, total }: { query: Pick<PeopleQuery, 'q' | 'where' | 'sort'>; total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const load = useMutation({
    mutationFn: () => talents.export(query),
    onSuccess: (file) => {
      keep(file, `${t('people.exportName')}-${new Date().toISOString().slice(0, 10)}.csv`);
      said(t('people.exported', { count: total, formatted: format.number(total) }));
    },
    onError: (error) => refused(error, t),
  });
  return (
    <Button
      variant="default" leftSection={<IconDownload size={15} aria-hidden="true" />} loading={load.isPending} disabled={total === 0}
      title={t('people.exportHint', { count: total, formatted: format.number(total) })} onClick={() => load.mutate()}
    >
      {t('people.export')}
    </Button>
  );
}
