import { Button, Modal, NumberInput, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { talents } from '@/api/calls';
import type { Talent, TalentFields } from '@/api/types';
import { useFormat } from '@/app/format';
import { Note, sentence } from '@/ui/states';
import { said } from '@/ui/toast';

type Form = { name: string; headline: string; city: string; years: number | string; emails: string[]; phones: string[]; skills: string[]; summary: string };

function formOf(person: Talent): Form {
  return { name: person.name, headline: person.headline, city: person.place.city, years: person.years ?? '', emails: person.emails, phones: person.phones, skills: person.skills.map((skill) => skill.name), summary: person.summary };
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Only what was really changed is sent: the rest keeps its source. */
function changed(person: Talent, before: Form, after: Form): TalentFields {
  const change: TalentFields = {};
  if (after.name.trim() && after.name !== before.name) change.name = after.name.trim();
  if (after.headline !== before.headline) change.headline = after.headline.trim();
  if (after.summary !== before.summary) change.summary = after.summary;
  if (after.city !== before.city) change.place = { city: after.city.trim(), province: '', country: person.place.country };
  if (after.years !== before.years && typeof after.years === 'number') change.years = after.years;
  if (!same(after.emails, before.emails)) change.emails = after.emails;
  if (!same(after.phones, before.phones)) change.phones = after.phones;
  if (!same(after.skills, before.skills)) {
    change.skills = after.skills.map((name) => {
      const known = person.skills.find((skill) => skill.name === name);
      return { name, id: known?.id ?? '' };
    });
  }
  return change;
}

type Props = { person: Talent; close: () => void; saved: (after: Talent) => void };

export default function EditPerson({ person, close, saved }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [before] = useState(() => formOf(person));
  const [form, setForm] = useState(before);
  const set = (change: Partial<Form>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => talents.edit(person.id, person.version, changed(person, before, form)),
    onSuccess: (after) => {
      saved(after);
      said(t('talent.saved'));
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t('talent.editTitle')} closeButtonProps={{ 'aria-label': t('do.close') }} size="lg">
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <p className="quiet small">{t('talent.editNote')}</p>
        {save.error ? <Note tone="bad">{sentence(save.error, t).detail} {t('state.kept')}</Note> : null}
        <TextInput label={t('talent.name')} value={form.name} onChange={(event) => set({ name: event.target.value })} data-autofocus />
        <TextInput label={t('talent.headline')} value={form.headline} onChange={(event) => set({ headline: event.target.value })} />
        <div className="row" style={{ gap: 12 }}>
          <TextInput className="grow" label={t('talent.city')} value={form.city} onChange={(event) => set({ city: event.target.value })} />
          <NumberInput className="grow" label={t('talent.years')} min={0} max={70} step={0.5} value={form.years} onChange={(years) => set({ years })} />
        </div>
        <TagsInput label={t('talent.email')} value={form.emails} onChange={(emails) => set({ emails })} />
        <TagsInput label={t('talent.phone')} value={form.phones} onChange={(phones) => set({ phones })} />
        <TagsInput label={t('talent.skills')} value={form.skills} onChange={(skills) => set({ skills })} lang={format.zh ? 'zh' : 'en'} />
        <Textarea label={t('talent.summary')} autosize minRows={2} maxRows={8} value={form.summary} onChange={(event) => set({ summary: event.target.value })} />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>{t('do.cancel')}</Button>
          <Button type="submit" loading={save.isPending} disabled={same(before, form)}>{t('do.save')}</Button>
        </div>
      </form>
    </Modal>
  );
}
