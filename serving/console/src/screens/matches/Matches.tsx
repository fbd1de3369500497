import './matches.css';

import { Button, NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconDeviceMobile, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { useQuery, useQueryClient, useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { jobs, shortlists } from '@/api/calls';
import type { Job, RequirementBody, Shortlist, ShortlistSummary } from '@/api/types';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { useUrl } from '@/app/url';
import { JdPane } from '@/screens/matches/JdPane';
import { List } from '@/screens/matches/List';
import { Side } from '@/screens/matches/Side';
import { Standing } from '@/screens/matches/Standing';
import { Filters } from '@/ui/Filters';
import { Failed, Lines, Loading, Note, Rows, sentence } from '@/ui/states';
import { refused } from '@/ui/toast';

const CompareDrawer = lazy(() => import('@/screens/matches/CompareDrawer'));

/** The heart: a job's requirements, the people ranked for it with reasons, and decisions. */
export default function Matches() {
  const id = useParams().id ?? '';
  const job = useQuery({ queryKey: ['job', id], queryFn: () => jobs.read(id) });
  if (job.isPending) return <Loading><Lines rows={14} /></Loading>;
  if (job.error) return <Failed error={job.error} retry={() => void job.refetch()} />;
  return <Page key={id} job={job.data} />;
}

function bodies(job: Job): RequirementBody[] {
  return job.requirements.map(({ kind, key, label, must, weight }) => ({ kind, key, label, must, weight }));
}

/** Save the edited requirements, then make a new list under the present filter. */
function useRank(job: Job, draft: RequirementBody[] | null, where: string, done: (list: Shortlist) => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (wanted?: string) => {
      if (draft) queries.setQueryData(['job', job.id], await jobs.edit(job.id, job.version, { requirements: draft }));
      return shortlists.make(job.id, wanted ?? where);
    },
    onSuccess: (list) => {
      queries.setQueryData(['shortlist', list.id], list);
      void queries.invalidateQueries({ queryKey: ['shortlists', job.id] });
      done(list);
    },
    onError: (error) => refused(error, t),
  });
}

function Page({ job }: { job: Job }) {
  const [chosen, setChosen] = useUrl('list');
  const [jd, setJd] = useUrl('jd');
  const phone = useMediaQuery('(max-width: 860px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const hidden = jd ? jd === '0' : phone;
  const [typed, setTyped] = useUrl('where');
  const [view] = useUrl('view');
  const [draft, setDraft] = useState<RequirementBody[] | null>(null);
  const lists = useQuery({ queryKey: ['shortlists', job.id], queryFn: () => shortlists.of(job.id) });
  const latest = lists.data?.items[0]?.id ?? '';
  const listId = chosen || latest;
  const list = useQuery({ queryKey: ['shortlist', listId], queryFn: () => shortlists.read(listId), enabled: Boolean(listId), staleTime: Infinity });
  const where = typed || list.data?.where || '';
  const rank = useRank(job, draft, where, () => { setDraft(null); setChosen(''); });
  const filter = (rule: string) => { setTyped(rule); rank.mutate(rule); };
  const waiting = lists.isPending || (Boolean(listId) && list.isPending);
  return (
    <div className="matches">
      <Head job={job} lists={lists.data?.items ?? []} listId={listId} choose={(id) => setChosen(id === latest ? '' : id)} jd={!hidden} toggle={() => setJd(hidden === phone ? (hidden ? '1' : '0') : '')} where={where} filter={filter} />
      <div className={`three ${hidden ? 'nojd' : ''}`}>
        {hidden ? null : (
          <JdPane
            job={job} needs={draft ?? bodies(job)} dirty={draft} change={setDraft} busy={rank.isPending}
            rerank={() => rank.mutate(undefined)} discard={() => setDraft(null)}
          />
        )}
        <section className="pane middle" aria-busy={rank.isPending || waiting}>
          {rank.error ? <div className="pad"><RankFailed error={rank.error} /></div> : null}
          {waiting ? <Loading><Rows rows={9} /></Loading> : null}
          {lists.error ? <Failed error={lists.error} retry={() => void lists.refetch()} /> : null}
          {list.error ? <Failed error={list.error} retry={() => void list.refetch()} /> : null}
          {lists.data && !listId ? <First rank={() => rank.mutate(undefined)} busy={rank.isPending} /> : null}
          {list.data ? <List list={list.data} job={job} stale={draft !== null || list.data.jd_version !== job.jd_version} /> : null}
        </section>
        <Side list={list.data} />
      </div>
      {list.data && view === 'compare' ? <Suspense fallback={null}><CompareDrawer list={list.data} /></Suspense> : null}
    </div>
  );
}

function RankFailed({ error }: { error: Error }) {
  const { t } = useTranslation();
  const { title, detail } = sentence(error, t);
  return <Note tone="bad"><strong>{title}</strong> {detail} {t('state.kept')}</Note>;
}

function First({ rank, busy }: { rank: () => void; busy: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className="empty">
      <h2>{t('match.emptyTitle')}</h2>
      <p>{t('match.emptyText')}</p>
      {may('recruiter') ? <div className="row"><Button loading={busy} onClick={rank}>{t('match.rank')}</Button></div> : null}
    </div>
  );
}

type HeadProps = { job: Job; lists: ShortlistSummary[]; listId: string; choose: (id: string) => void; jd: boolean; toggle: () => void; where: string; filter: (rule: string) => void };

function Head({ job, lists, listId, choose, jd, toggle, where, filter }: HeadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const Icon = jd ? IconLayoutSidebarLeftCollapse : IconLayoutSidebarLeftExpand;
  return (
    <div className="head">
      <button type="button" className="iconbutton" onClick={toggle} aria-pressed={!jd} aria-label={jd ? t('match.hideJd') : t('match.showJd')}><Icon size={17} aria-hidden="true" /></button>
      <h1 className="clip" title={job.title}>{job.title}</h1>
      {job.invented ? <span className="invented">{t('invented')}</span> : null}
      <Standing job={job} />
      <span className="grow" />
      {may('recruiter') && listId ? <Filters rule={where} onChange={filter} lead={t('match.filter')} /> : null}
      {lists.length > 1 ? (
        <NativeSelect
          aria-label={t('match.history')} size="xs" w={190} value={listId} onChange={(event) => choose(event.target.value)}
          data={lists.map((one, index) => ({ value: one.id, label: index === 0 ? `${t('match.latest')} · ${format.ago(one.created_at, Date.now())}` : format.exact(one.created_at) }))}
        />
      ) : null}
      {listId ? <Button component={Link} to={`/review/${listId}`} variant="subtle" color="gray" size="compact-sm" leftSection={<IconDeviceMobile size={15} aria-hidden="true" />}>{t('match.review')}</Button> : null}
    </div>
  );
}
