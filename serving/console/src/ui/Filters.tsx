import './filters.css';

import { Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/app/format';
import { Pop } from '@/ui/Pop';
import { type Clause, LEVELS, readRule, writeRule } from '@/ui/rule';

const Editor = lazy(() => import('@/ui/FilterEditor'));

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
      <button type="button" className="plain" onClick={() => setOpen(true)} aria-expanded={open}>{say(clause)}</button>
      <Pop open={open} close={() => setOpen(false)} label={say(clause)}>
        <Suspense fallback={null}><Editor start={clause} onDone={(next) => { setOpen(false); onChange(next); }} /></Suspense>
      </Pop>
      <button type="button" className="plain" aria-label={`${t('do.remove')}: ${say(clause)}`} onClick={() => onChange(null)}><IconX size={13} aria-hidden="true" /></button>
    </span>
  );
}

function AddFilter({ onAdd }: { onAdd: (clause: Clause) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <span>
      <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={() => setOpen(true)} aria-expanded={open}>{t('people.filter')}</Button>
      <Pop open={open} close={() => setOpen(false)} label={t('people.addFilter')}>
        <Suspense fallback={null}><Editor start={{ field: 'city', op: '=', values: [] }} onDone={(clause) => { setOpen(false); onAdd(clause); }} /></Suspense>
      </Pop>
    </span>
  );
}
