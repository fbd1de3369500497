import './people.css';

import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback, useMediaQuery } from '@mantine/hooks';
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { talents } from '@/api/calls';
import type { TalentCard } from '@/api/types';
import { useFormat } from '@/app/format';
import { usePrefs } from '@/app/prefs';
import { useMay } from '@/app/session';
import { useUrl } from '@/app/url';
import { Export } from '@/screens/people/Export';
import { NewPerson } from '@/screens/people/NewPerson';
import { Filters } from '@/ui/Filters';
import { headline, Invented } from '@/ui/person';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { Time } from '@/ui/Time';

const Preview = lazy(() => import('@/screens/people/Preview'));

const SORTS = { '-updated': 'sortUpdated', name: 'sortName', '-years': 'sortYears' } as const;
const SORTED = ['name', '-years'] as const;

export default function People() {
  const { t } = useTranslation();
  const [q, setQ] = useUrl('q');
  const [where, setWhere] = useUrl('where');
  const [order, setSort] = useUrl('sort');
  const sort = SORTED.find((one) => one === order);
  const [chosen, setChosen] = useUrl('person');
  const format = useFormat();
  const pages = useInfiniteQuery({
    queryKey: ['talents', q, where, sort],
    queryFn: ({ pageParam, signal }) => talents.page({ q, where, sort, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const people = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const total = pages.data?.pages[0]?.total ?? 0;
  const countWord = pages.data?.pages[0]?.more ? 'people.countMore' : 'people.count';
  const may = useMay();
  return (
    <div className="people">
      <div className="head">
        <div className="row wrap">
          <h1>{t('nav.people')}</h1>
          <span className="quiet" role="status" aria-live="polite">{pages.data ? t(countWord, { count: total, formatted: format.number(total) }) : ''}</span>
          <span className="grow" />
          <Search key={q === '' ? 'empty' : 'q'} value={q} onChange={setQ} />
          <NativeSelect
            aria-label={t('people.sort')} size="xs" w={132} value={sort || '-updated'} data={Object.entries(SORTS).map(([value, word]) => ({ value, label: t(`people.${word}`) }))}
            onChange={(event) => setSort(event.target.value === '-updated' ? '' : event.target.value)}
          />
          {may('recruiter') ? <Export query={{ q, where, sort }} total={total} /> : null}
          {may('recruiter') ? <NewPerson /> : null}
        </div>
        <Filters rule={where} onChange={setWhere} lead={t('people.sentence')} />
      </div>
      <div className={`body ${chosen ? 'with' : ''}`}>
        {pages.isPending ? <Loading><Rows rows={14} /></Loading> : null}
        {pages.error && !pages.data ? <Failed error={pages.error} retry={() => void pages.refetch()} /> : null}
        {pages.data && people.length === 0 ? <Nobody filtered={Boolean(q || where)} /> : null}
        {people.length > 0 ? <List people={people} total={total} chosen={chosen} choose={setChosen} more={() => { if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage(); }} /> : null}
        {chosen ? <Suspense fallback={<aside className="preview" />}><Preview id={chosen} close={() => setChosen('')} /></Suspense> : null}
      </div>
    </div>
  );
}

function Nobody({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered) return <Empty title={t('people.noneTitle')} text={t('people.noneText')} />;
  return (
    <Empty title={t('people.emptyTitle')} text={t('people.emptyText')}>
      <Button component={Link} to="/imports?new=1" leftSection={<IconPlus size={15} />}>{t('people.emptyGo')}</Button>
    </Empty>
  );
}

function Search({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(onChange, 180);
  return (
    <TextInput
      type="search" size="xs" aria-label={t('people.searchLabel')} placeholder={t('people.search')} w={260} value={typed} leftSection={<IconSearch size={15} aria-hidden="true" />}
      rightSection={typed ? <ActionIcon size="sm" aria-label={t('do.clear')} onClick={() => { setTyped(''); onChange(''); }}><IconX size={13} /></ActionIcon> : null}
      onChange={(event) => { setTyped(event.target.value); later(event.target.value); }}
    />
  );
}

type ListProps = { people: TalentCard[]; total: number; chosen: string; choose: (id: string) => void; more: () => void };

function List({ people, total, chosen, choose, more }: ListProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { density } = usePrefs();
  const phone = useMediaQuery('(max-width: 720px)') ?? false;
  const box = useRef<HTMLDivElement>(null);
  const height = phone ? 56 : density === 'comfortable' ? 56 : 44;
  const rows = useVirtualizer({ count: people.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 12, paddingStart: phone ? 0 : 32, scrollPaddingStart: 32 });
  const last = rows.getVirtualItems().at(-1)?.index ?? 0;
  const at = people.findIndex((person) => person.id === chosen);
  useEffect(() => { rows.measure(); }, [rows, height]);
  useEffect(() => { if (last >= people.length - 20) more(); }, [last, people.length, more]);
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
    if (step) {
      const next = Math.max(0, Math.min(people.length - 1, at + step));
      choose(people[next]?.id ?? '');
      rows.scrollToIndex(next);
    } else if (event.key === 'Enter' && chosen) void navigate(`/people/${chosen}`);
    else if (event.key === 'Escape' && chosen) choose('');
    else return;
    event.preventDefault();
  };
  return (
    <div className="list" ref={box} role="listbox" tabIndex={0} aria-label={t('people.title')} aria-activedescendant={at >= 0 ? `p-${chosen}` : undefined} onKeyDown={press}>
      <div className="cols listhead" role="presentation">
        <span>{t('people.name')}</span><span>{t('people.role')}</span><span>{t('people.place')}</span><span className="num">{t('people.years')}</span>
        <span className="opt">{t('people.education')}</span><span className="opt">{t('people.skills')}</span><span className="opt num">{t('people.updated')}</span>
      </div>
      <div style={{ height: rows.getTotalSize() - (phone ? 0 : 32), position: 'relative', marginTop: phone ? 0 : -32 }} role="presentation">
        {rows.getVirtualItems().map((item) => {
          const person = people[item.index];
          return person ? <Row key={person.id} person={person} top={item.start} on={person.id === chosen} index={item.index} total={total} choose={choose} /> : null;
        })}
      </div>
    </div>
  );
}

type RowProps = { person: TalentCard; top: number; on: boolean; index: number; total: number; choose: (id: string) => void };

function Row({ person, top, on, index, total, choose }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <div
      className="cols person" role="option" id={`p-${person.id}`} aria-selected={on} aria-posinset={index + 1} aria-setsize={total} style={{ transform: `translateY(${top}px)` }}
      onClick={() => choose(person.id)} onDoubleClick={() => void navigate(`/people/${person.id}`)}
    >
      <span className="row"><span className="name clip" title={person.name}>{person.name}</span><Invented person={person} /></span>
      <span className="clip role" title={headline(person)}>{headline(person)}</span>
      <span className="clip place">{format.place(person.place)}</span>
      <span className="num yrs">{format.years(person.years)}</span>
      <span className="opt clip">{person.education === 'unknown' ? '' : t(`education.${person.education}`)}</span>
      <span className="opt clip quiet">{person.skills.slice(0, 5).map((skill) => format.skill(skill)).join(format.zh ? '、' : ', ')}</span>
      <span className="opt num quiet clip"><Time iso={person.updated_at} /></span>
    </div>
  );
}
