import './people.css';

import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback, useMediaQuery } from '@mantine/hooks';
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { talents } from '@/api/calls';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { useUrl } from '@/app/url';
import { ColumnPick } from '@/screens/people/ColumnPick';
import { COLUMNS, NARROW, useColumns } from '@/screens/people/columns';
import { Export } from '@/screens/people/Export';
import { List } from '@/screens/people/List';
import { NewPerson } from '@/screens/people/NewPerson';
import { useTicks } from '@/screens/people/ticks';
import { Filters } from '@/ui/Filters';
import { Empty, Failed, Loading, Rows } from '@/ui/states';

const BulkBar = lazy(() => import('@/screens/people/BulkBar'));
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
  const may = useMay()('recruiter');
  const [wanted, setColumns] = useColumns();
  const ticks = useTicks();
  const phone = useMediaQuery('(max-width: 720px)', undefined, { getInitialValueInEffect: false }) ?? false;
  // the phone has room for two lines, whatever was chosen for the desk
  const columns = phone ? COLUMNS.slice(0, 2) : chosen ? wanted.filter((one) => NARROW.includes(one)) : wanted;
  const more = () => { if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage(); };
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
          <ColumnPick columns={wanted} choose={setColumns} />
          {may ? <Export query={{ q, where, sort }} total={total} /> : null}
          {may ? <NewPerson /> : null}
        </div>
        <Filters rule={where} onChange={setWhere} lead={t('people.sentence')} />
      </div>
      <div className={`body ${chosen ? 'with' : ''}`}>
        {pages.isPending ? <Loading><Rows rows={14} /></Loading> : null}
        {pages.error && !pages.data ? <Failed error={pages.error} retry={() => void pages.refetch()} /> : null}
        {pages.data && people.length === 0 ? <Nobody filtered={Boolean(q || where)} /> : null}
        {people.length > 0 ? <List people={people} total={total} chosen={chosen} choose={setChosen} more={more} columns={columns} ticks={may && !phone ? ticks : null} /> : null}
        {chosen ? <Suspense fallback={<aside className="preview" />}><Preview id={chosen} close={() => setChosen('')} /></Suspense> : null}
      </div>
      {ticks.ids.length > 0 ? <Suspense fallback={null}><BulkBar ticks={ticks} loaded={people.map((one) => one.id)} /></Suspense> : null}
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
