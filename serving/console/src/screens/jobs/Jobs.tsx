import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { access, jobs } from '@/api/calls';
import type { JobSummary } from '@/api/types';
import { useMay } from '@/app/session';
import { useUrl } from '@/app/url';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { Time } from '@/ui/Time';

const STATES = ['open', 'paused', 'closed'] as const;

export default function Jobs() {
  const { t } = useTranslation();
  const [q, setQ] = useUrl('q');
  const [chosen, setStatus] = useUrl('status');
  const status = STATES.find((one) => one === chosen);
  const [typed, setTyped] = useState(q);
  const later = useDebouncedCallback(setQ, 180);
  const may = useMay();
  const pages = useInfiniteQuery({
    queryKey: ['jobs', q, status],
    queryFn: ({ pageParam }) => jobs.page({ q, status, cursor: pageParam, limit: 50 }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const all = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <div className="pagehead">
        <div className="row"><h1>{t('jobs.title')}</h1><span className="quiet" role="status">{pages.data ? t('jobs.count', { count: pages.data.pages[0]?.total ?? 0 }) : ''}</span></div>
        <div className="row wrap">
          <TextInput type="search" size="xs" w={220} aria-label={t('jobs.search')} placeholder={t('jobs.search')} value={typed} leftSection={<IconSearch size={15} aria-hidden="true" />} onChange={(event) => { setTyped(event.target.value); later(event.target.value); }} />
          <SegmentedControl size="xs" aria-label={t('jobs.status')} value={status || 'all'} onChange={(value) => setStatus(value === 'all' ? '' : value)} data={[{ value: 'all', label: t('jobs.all') }, ...STATES.map((one) => ({ value: one, label: t(`jobs.statuses.${one}`) }))]} />
          {may('recruiter') ? <Button component={Link} to="/jobs/new" leftSection={<IconPlus size={15} aria-hidden="true" />}>{t('jobs.new')}</Button> : null}
        </div>
      </div>
      {pages.isPending ? <Loading><Rows rows={10} /></Loading> : null}
      {pages.error && !pages.data ? <Failed error={pages.error} retry={() => void pages.refetch()} /> : null}
      {pages.data && all.length === 0 ? <None filtered={Boolean(q || status)} /> : null}
      {all.length > 0 ? <Table all={all} /> : null}
      {pages.hasNextPage ? <Button variant="default" mt="md" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('do.more')}</Button> : null}
    </div>
  );
}

function None({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered) return <Empty title={t('jobs.none')} text={t('jobs.noneText')} />;
  return <Empty title={t('jobs.emptyTitle')} text={t('jobs.emptyText')}><Button component={Link} to="/jobs/new" leftSection={<IconPlus size={15} aria-hidden="true" />}>{t('jobs.new')}</Button></Empty>;
}

function Table({ all }: { all: JobSummary[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const teams = useQuery({ queryKey: ['teams'], queryFn: access.teams, staleTime: 300_000, retry: false });
  const grouped = all.some((job) => job.team_id);
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('jobs.title')}>
      <table className="grid jobs">
        <thead><tr><th>{t('jobs.name')}</th>{grouped ? <th>{t('jobs.team')}</th> : null}<th>{t('jobs.status')}</th><th className="num opt">{t('match.musts')}</th><th className="num opt">{t('match.nices')}</th><th className="num opt">{t('jobs.shortlists')}</th><th className="num">{t('jobs.updated')}</th></tr></thead>
        <tbody>
          {all.map((job) => (
            <tr key={job.id} className="go" onClick={() => void navigate(`/jobs/${job.id}`)}>
              <td><Link to={`/jobs/${job.id}`} onClick={(event) => event.stopPropagation()} className="strong">{job.title}</Link>{job.invented ? <span className="invented" style={{ marginLeft: 8 }}>{t('invented')}</span> : null}</td>
              {grouped ? <td className="quiet">{teams.data?.find((team) => team.id === job.team_id)?.name ?? ''}</td> : null}
              <td>{t(`jobs.statuses.${job.status}`)}</td>
              <td className="num opt">{job.must_count}</td>
              <td className="num opt">{job.nice_count}</td>
              <td className="num opt">{job.shortlists || ''}</td>
              <td className="num quiet"><Time iso={job.updated_at} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
