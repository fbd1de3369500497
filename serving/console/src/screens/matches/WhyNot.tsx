import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { shortlists, talents } from '@/api/calls';
import type { Shortlist } from '@/api/types';
import { fitWord, useFormat } from '@/app/format';
import { useUrl } from '@/app/url';
import { headline } from '@/ui/person';
import { Failed, Lines, Loading } from '@/ui/states';

/** Takes a name, answers in one sentence plus the gap. */
export function WhyNot({ list }: { list: Shortlist }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useUrl('whynot');
  return (
    <section className="stack" style={{ gap: 8 }}>
      <h2>{t('match.whyNot')}</h2>
      <Pick onPick={setAsked} />
      {asked ? <Answer list={list} talentId={asked} /> : <p className="quiet small">{t('match.whyNotText')}</p>}
    </section>
  );
}

function Pick({ onPick }: { onPick: (id: string) => void }) {
  const { t } = useTranslation();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery({ queryKey: ['command', 'people', q], queryFn: ({ signal }) => talents.page({ q, limit: 6 }, signal), enabled: q.length > 0, placeholderData: keepPreviousData });
  const people = q ? (found.data?.items ?? []) : [];
  return (
    <Combobox store={box} onOptionSubmit={(id) => { onPick(id); setTyped(people.find((one) => one.id === id)?.name ?? ''); box.closeDropdown(); }}>
      <Combobox.Target>
        <TextInput
          size="xs" aria-label={t('match.whyNotHint')} placeholder={t('match.whyNotHint')} value={typed} leftSection={<IconSearch size={14} aria-hidden="true" />}
          onChange={(event) => { setTyped(event.target.value); box.openDropdown(); box.selectFirstOption(); }} onFocus={() => { if (typed) box.openDropdown(); }} onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={people.length === 0}>
        <Combobox.Options aria-label={t('people.title')}>
          {people.map((one) => <Combobox.Option key={one.id} value={one.id}><div>{one.name}</div><div className="quiet small clip">{headline(one)}</div></Combobox.Option>)}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Answer({ list, talentId }: { list: Shortlist; talentId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['why-not', list.id, talentId], queryFn: () => shortlists.whyNot(list.id, talentId) });
  if (isPending) return <Loading><Lines rows={3} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="proof stack" style={{ gap: 6, marginTop: 0 }} aria-live="polite">
      <p><Link to={`/people/${talentId}`}><strong style={{ fontWeight: 600 }}>{data.talent.name}</strong></Link></p>
      <p>{format.both(data.text)}</p>
      {data.score !== null ? <p className="small"><span className="quiet">{t('match.theirFit')}</span> <strong>{format.score(data.score)}</strong> · {t(`match.fitWord.${fitWord(data.score)}`)}{data.gap !== null && data.gap > 0 ? <><br /><span className="quiet">{t('match.gap', { gap: format.number(Math.round(data.gap * 1000) / 10) })}</span></> : null}</p> : null}
      {data.failed_clauses.length > 0 ? <p className="small"><span className="quiet">{t('match.failed')}</span> {data.failed_clauses.join(', ')}</p> : null}
      {data.missing.length > 0 ? <div className="labels">{data.missing.slice(0, 6).map((need) => <span key={`${need.kind}-${need.key}`} className="label bad">− {t('match.missing')} {need.label || need.key}</span>)}</div> : null}
      {data.changes.length > 0 ? <div className="small"><span className="quiet">{t('match.wouldHelp')}</span><ul>{data.changes.slice(0, 3).map((change, index) => <li key={index}>{format.both(change.text)}</li>)}</ul></div> : null}
    </div>
  );
}
