import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { imports } from '@/api/calls';
import type { ImportRun } from '@/api/types';
import { useFormat } from '@/app/format';
import { Confirm } from '@/ui/Confirm';
import { said } from '@/ui/toast';

/** Take a whole import back, after saying what that comes to. */
export function Undo({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const undo = useMutation({
    mutationFn: () => imports.undo(run.id),
    onSuccess: async (after) => {
      said(t('undo.started'));
      setOpen(false);
      queries.setQueryData(['import', run.id], after);
      for (const key of ['imports', 'import', 'talents', 'jobs']) await queries.invalidateQueries({ queryKey: [key] });
    },
  });
  if (run.why_no_undo) return <span className="quiet small" style={{ maxWidth: 320 }}>{run.why_no_undo}</span>;
  const counts = { created: format.number(run.counts.created), updated: format.number(run.counts.updated) };
  return (
    <>
      <Button variant="default" leftSection={<IconArrowBackUp size={15} aria-hidden="true" />} onClick={() => setOpen(true)}>{t('undo.go')}</Button>
      <Confirm open={open} size="md" title={t('undo.title')} go={t('undo.go')} danger busy={undo.isPending} error={undo.error} onGo={() => undo.mutate()} onClose={() => setOpen(false)}>
        <p>{t(run.kind === 'jobs' ? 'undo.textJobs' : 'undo.text', counts)}</p>
      </Confirm>
    </>
  );
}
