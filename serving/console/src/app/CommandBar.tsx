import './CommandBar.css';

import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { jobs, talents } from '@/api/calls';
import { usePages } from '@/app/Frame';
import { useMay } from '@/app/session';
import { headline } from '@/ui/person';

type Choice = { key: string; group: string; name: string; note: string; to: string };

function useChoices(typed: string): Choice[] {
  const { t } = useTranslation();
  const may = useMay();
  const pages = usePages();
  const [q] = useDebouncedValue(typed.trim(), 120);
  const enabled = q.length > 0 && may('recruiter', 'viewer');
  const people = useQuery({ queryKey: ['command', 'people', q], queryFn: ({ signal }) => talents.page({ q, limit: 6 }, signal), enabled, placeholderData: keepPreviousData });
  const open = useQuery({ queryKey: ['command', 'jobs', q], queryFn: () => jobs.page({ q, limit: 5 }), enabled, placeholderData: keepPreviousData });
  const fits = (name: string) => !q || name.toLowerCase().includes(q.toLowerCase());
  const all: Choice[] = [];
  if (q) {
    for (const one of people.data?.items ?? []) all.push({ key: one.id, group: t('command.people'), name: one.name, note: headline(one), to: `/people/${one.id}` });
    for (const one of open.data?.items ?? []) all.push({ key: one.id, group: t('command.jobs'), name: one.title, note: t(`jobs.statuses.${one.status}`), to: `/jobs/${one.id}` });
  }
  for (const page of pages) if (fits(t(`nav.${page.word}`))) all.push({ key: page.to, group: t('command.pages'), name: t(`nav.${page.word}`), note: '', to: page.to });
  if (fits(t('nav.settings'))) all.push({ key: 'settings', group: t('command.pages'), name: t('nav.settings'), note: '', to: '/settings' });
  return all;
}

export default function CommandBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const choices = useChoices(typed);
  const here = Math.min(at, Math.max(0, choices.length - 1));
  const go = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    void navigate(choice.to);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(here + 1, choices.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(here - 1, 0));
    else if (event.key === 'Enter') go(choices[here]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size={560} yOffset="12vh" aria-label={t('command.title')}>
      <div className="command">
        <input
          role="combobox" aria-expanded="true" aria-controls="command-list" aria-label={t('command.placeholder')} aria-activedescendant={choices[here] ? `command-${here}` : undefined}
          placeholder={t('command.placeholder')} value={typed} data-autofocus onKeyDown={press}
          onChange={(event) => { setTyped(event.target.value); setAt(0); }}
        />
        <ul id="command-list" role="listbox" aria-label={t('command.title')}>
          {choices.map((choice, index) => (
            <Entry key={choice.key} choice={choice} index={index} head={choices[index - 1]?.group !== choice.group} on={index === here} go={() => go(choice)} />
          ))}
          {choices.length === 0 ? <li className="group" role="presentation">{t('command.none', { q: typed })}</li> : null}
        </ul>
        <div className="foot">{t('command.hint')}</div>
      </div>
    </Modal>
  );
}

function Entry({ choice, index, head, on, go }: { choice: Choice; index: number; head: boolean; on: boolean; go: () => void }) {
  return (
    <>
      {head ? <li className="group" role="presentation">{choice.group}</li> : null}
      <li role="option" id={`command-${index}`} aria-selected={on} onClick={go}>
        <span>{choice.name}</span><span className="quiet small clip">{choice.note}</span>
      </li>
    </>
  );
}
