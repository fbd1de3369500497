import { Button, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Clause, FIELDS, LEVELS, opsOf } from '@/ui/rule';

/** One condition: field, comparison, value. */
export default function FilterEditor({ start, onDone }: { start: Clause; onDone: (clause: Clause) => void }) {
  const { t } = useTranslation();
  const [clause, setClause] = useState(start);
  const value = clause.values[0] ?? '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (clause.values.some((one) => one.trim())) onDone({ ...clause, values: clause.values.map((one) => one.trim()).filter(Boolean) });
  };
  return (
    <form className="stack" style={{ width: 236 }} onSubmit={submit}>
      <NativeSelect
        label={t('people.field')} value={clause.field} data={FIELDS.map((one) => ({ value: one, label: t(`people.fields.${one}`) }))} data-autofocus
        onChange={(event) => { const field = FIELDS.find((one) => one === event.target.value); if (field) setClause({ field, op: opsOf(field)[0] ?? '=', values: [] }); }}
      />
      <NativeSelect
        label={t('people.op')} value={clause.op} data={opsOf(clause.field).map((one) => ({ value: one, label: t(`people.ops.${one}`) }))}
        onChange={(event) => { const op = opsOf(clause.field).find((one) => one === event.target.value); if (op) setClause({ ...clause, op }); }}
      />
      {clause.op === 'in' ? (
        <TagsInput label={t('people.value')} value={clause.values} onChange={(values) => setClause({ ...clause, values })} />
      ) : clause.field === 'education' ? (
        <NativeSelect label={t('people.value')} value={value} data={[{ value: '', label: '' }, ...LEVELS.map((one) => ({ value: one, label: t(`education.${one}`) }))]} onChange={(event) => setClause({ ...clause, values: event.target.value ? [event.target.value] : [] })} />
      ) : (
        <TextInput label={t('people.value')} value={value} inputMode={clause.field === 'years' ? 'decimal' : undefined} onChange={(event) => setClause({ ...clause, values: [event.target.value] })} />
      )}
      <Button type="submit" disabled={!clause.values.some((one) => one.trim())}>{t('do.apply')}</Button>
    </form>
  );
}
