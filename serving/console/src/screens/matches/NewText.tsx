import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { jobs } from '@/api/calls';
import type { Job } from '@/api/types';
import { Note, sentence } from '@/ui/states';

/** A new text for a job; the old one is kept as a version. */
export default function NewText({ job, close }: { job: Job; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState(job.text);
  const save = useMutation({
    mutationFn: () => jobs.newVersion(job.id, text),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['job', job.id] });
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t('match.newVersion')} size="xl" closeButtonProps={{ 'aria-label': t('do.close') }}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <p className="quiet small">{t('match.newVersionNote')}</p>
        {save.error ? <Note tone="bad">{sentence(save.error, t).detail} {t('state.kept')}</Note> : null}
        <Textarea aria-label={t('match.jd')} autosize minRows={14} maxRows={26} value={text} onChange={(event) => setText(event.target.value)} data-autofocus />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>{t('do.cancel')}</Button>
          <Button type="submit" loading={save.isPending} disabled={!text.trim() || text === job.text}>{t('match.saveVersion')}</Button>
        </div>
      </form>
    </Modal>
  );
}
