import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { talents } from '@/api/calls';
import { Note, sentence } from '@/ui/states';
import { said } from '@/ui/toast';

/** A person written by hand, or read from a pasted CV. */
export default function NewPersonForm({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const create = useMutation({
    mutationFn: () => talents.create({ name: name.trim(), ...(title.trim() ? { headline: title.trim() } : {}), ...(text.trim() ? { text } : {}) }),
    onSuccess: async (person) => {
      said(t('talent.created'));
      await queries.invalidateQueries({ queryKey: ['talents'] });
      await navigate(`/people/${person.id}`);
    },
  });
  return (
    <Modal opened onClose={close} title={t('talent.newTitle')} closeButtonProps={{ 'aria-label': t('do.close') }} size="lg">
      <form className="stack" onSubmit={(event) => { event.preventDefault(); create.mutate(); }}>
        {create.error ? <Note tone="bad">{sentence(create.error, t).detail}</Note> : null}
        <TextInput label={t('talent.name')} required withAsterisk={false} value={name} onChange={(event) => setName(event.target.value)} data-autofocus />
        <TextInput label={t('talent.headline')} value={title} onChange={(event) => setTitle(event.target.value)} />
        <Textarea label={t('talent.newText')} description={t('talent.newTextHint')} autosize minRows={6} maxRows={14} value={text} onChange={(event) => setText(event.target.value)} />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>{t('do.cancel')}</Button>
          <Button type="submit" loading={create.isPending} disabled={!name.trim()}>{t('do.create')}</Button>
        </div>
      </form>
    </Modal>
  );
}
