import './filters.css';

import { Button, Popover, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/app/format';
import { type Clause, FIELDS, opsOf, readRule, writeRule } from '@/ui/rule';

const LEVELS = ['secondary', 'diploma', 'bachelor', 'master', 'doctorate'] as const;

/** A rule as chips that read as one sentence. */
export function Filters({ rule, onChange, lead }: { rule: string; onChange: (rule: string) => void; lead?: string }) {
  const { t } = useTranslation();
  const clauses = readRule(rule);
  if (!clauses) {
    return (
      <div className="sentence">
        <span className="bad">{t('people.unreadable', { rule })}</span>
        <Button variant="subtle" size="compact-xs" onClick={() => onChange('')}>{t('do.clear')}</Button>
      </div>
    );
  }
  const put = (index: number, clause: Clause | null) => {
    const next = [...clauses];
    if (clause) next[index] = clause;
    else next.splice(index, 1);
    onChange(writeRule(next));
  };
  return (
    <div className="sentence">
      {lead && clauses.length > 0 ? <span className="quiet">{lead}</span> : null}
      {clauses.map((clause, index) => (
        <span key={`${index}-${clause.field}`} className="row" style={{ gap: 6 }}>
          {index > 0 ? <span className="quiet">{t('people.and')}</span> : null}
          <Chip clause={clause} onChange={(next) => put(index, next)} />
        </span>
      ))}
      <AddFilter onAdd={(clause) => put(clauses.length, clause)} />
      {clauses.length > 1 ? <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onChange('')}>{t('people.clearAll')}</Button> : null}
    </div>
  );
}

function useSentence() {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ field, op, values }: Clause): string => {
    const shown = values.map((value) => {
      if (field === 'language') return format.language(value);
      const level = LEVELS.find((one) => one === value);
      return field === 'education' && level ? t(`education.${level}`) : value;
    });
    const clause = t(`people.clause.${field}`, { returnObjects: true }) as unknown as Record<string, string>;
    return (clause[op] ?? `${op} {{value}}`).replace('{{value}}', shown.join(format.zh ? '、' : ', '));
  };
}

function Chip({ clause, onChange }: { clause: Clause; onChange: (clause: Clause | null) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const say = useSentence();
  return (
    <span className="filterchip">
      <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus>
        <Popover.Target>
          <button type="button" className="plain" onClick={() => setOpen(!open)} aria-expanded={open}>{say(clause)}</button>
        </Popover.Target>
        <Popover.Dropdown>
          <Editor start={clause} onDone={(next) => { setOpen(false); onChange(next); }} />
        </Popover.Dropdown>
      </Popover>
      <button type="button" className="plain" aria-label={`${t('do.remove')}: ${say(clause)}`} onClick={() => onChange(null)}><IconX size={13} aria-hidden="true" /></button>
    </span>
  );
}

function AddFilter({ onAdd }: { onAdd: (clause: Clause) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={() => setOpen(!open)} aria-expanded={open}>{t('people.filter')}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Editor start={{ field: 'city', op: '=', values: [] }} onDone={(clause) => { setOpen(false); onAdd(clause); }} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Editor({ start, onDone }: { start: Clause; onDone: (clause: Clause) => void }) {
  const { t } = useTranslation();
  const [clause, setClause] = useState(start);
  const value = clause.values[0] ?? '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (clause.values.some((one) => one.trim())) onDone({ ...clause, values: clause.values.map((one) => one.trim()).filter(Boolean) });
  };
  return (
    <form className="stack" style={{ width: 236 }} onSubmit={submit}>
      <Select
        label={t('people.field')} comboboxProps={{ withinPortal: false }} value={clause.field} data={FIELDS.map((one) => ({ value: one, label: t(`people.fields.${one}`) }))}
        onChange={(picked) => { const field = FIELDS.find((one) => one === picked); if (field) setClause({ field, op: opsOf(field)[0] ?? '=', values: [] }); }}
      />
      <Select
        label={t('people.op')} comboboxProps={{ withinPortal: false }} value={clause.op} data={opsOf(clause.field).map((one) => ({ value: one, label: t(`people.ops.${one}`) }))}
        onChange={(picked) => { const op = opsOf(clause.field).find((one) => one === picked); if (op) setClause({ ...clause, op }); }}
      />
      {clause.op === 'in' ? (
        <TagsInput label={t('people.value')} value={clause.values} onChange={(values) => setClause({ ...clause, values })} />
      ) : clause.field === 'education' ? (
        <Select label={t('people.value')} comboboxProps={{ withinPortal: false }} value={value || null} data={LEVELS.map((one) => ({ value: one, label: t(`education.${one}`) }))} onChange={(picked) => setClause({ ...clause, values: picked ? [picked] : [] })} />
      ) : (
        <TextInput label={t('people.value')} value={value} inputMode={clause.field === 'years' ? 'decimal' : undefined} onChange={(event) => setClause({ ...clause, values: [event.target.value] })} data-autofocus />
      )}
      <Button type="submit" disabled={!clause.values.some((one) => one.trim())}>{t('do.apply')}</Button>
    </form>
  );
}
