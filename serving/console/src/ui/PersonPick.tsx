import './PersonPick.css';

import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { talents } from '@/api/calls';
import { headline } from '@/ui/person';

/** A name is typed, a person is chosen: by mouse, or by arrow keys and Enter. */
export function PersonPick({ label, onPick }: { label: string; onPick: (id: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [q] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery({ queryKey: ['command', 'people', q], queryFn: ({ signal }) => talents.page({ q, limit: 6 }, signal), enabled: q.length > 0, placeholderData: keepPreviousData });
  const people = open && q ? (found.data?.items ?? []) : [];
  const here = Math.min(at, Math.max(0, people.length - 1));
  const pick = (index: number) => {
    const one = people[index];
    if (!one) return;
    onPick(one.id);
    setTyped(one.name);
    setOpen(false);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || people.length === 0) return;
    if (event.key === 'ArrowDown') setAt(Math.min(here + 1, people.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(here - 1, 0));
    else if (event.key === 'Enter') pick(here);
    else if (event.key === 'Escape') setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="personpick">
      <TextInput
        size="xs" role="combobox" aria-label={label} placeholder={label} value={typed} leftSection={<IconSearch size={14} aria-hidden="true" />} autoComplete="off"
        aria-expanded={people.length > 0} aria-controls={id} aria-activedescendant={people[here] ? `${id}-${here}` : undefined}
        onChange={(event) => { setTyped(event.target.value); setOpen(true); setAt(0); }} onFocus={() => setOpen(true)} onBlur={() => setOpen(false)} onKeyDown={press}
      />
      <ul id={id} role="listbox" aria-label={t('people.title')} hidden={people.length === 0}>
        {people.map((one, index) => (
          <li key={one.id} id={`${id}-${index}`} role="option" aria-selected={index === here} onMouseDown={(event) => { event.preventDefault(); pick(index); }}>
            <div>{one.name}</div><div className="quiet small clip">{headline(one)}</div>
          </li>
        ))}
      </ul>
    </div>
  );
}
