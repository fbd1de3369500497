import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { talents } from '@/api/calls';
import { fitWord, useFormat } from '@/app/format';
import { telling } from '@/screens/matches/MatchRow';
import { ReasonLabel } from '@/ui/ReasonChip';
import { Empty, Failed, Note, Rows, Loading } from '@/ui/states';

/** Open jobs for this person, by the same model as a shortlist. */
export function JobsFor({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['jobs-for', id], queryFn: () => talents.jobsFor(id), staleTime: 60_000 });
  if (isPending) return <Loading><Rows rows={5} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (data.items.length === 0) {
    return <Empty title={t('talent.noJobs')} text={t('talent.noJobsText')}><Button component={Link} to="/jobs/new">{t('talent.newJob')}</Button></Empty>;
  }
  return (
    <div style={{ maxWidth: 760 }}>
      <p className="quiet small">{t('talent.jobsFor')} · {t('match.advice')}</p>
      {data.notices.map((notice) => <Note key={notice.code} tone="warn">{format.both(notice.text)}</Note>)}
      {data.items.map((job) => (
        <article className="jobfit" key={job.job_id}>
          <div className="row between"><Link to={`/jobs/${job.job_id}`}><strong style={{ fontWeight: 550 }}>{job.title}</strong></Link><span className="row"><span className="quiet small">{t(`match.fitWord.${fitWord(job.score)}`)}</span><span className="points">{format.score(job.score)}</span></span></div>
          <div className="labels">
            {telling(job.reasons).slice(0, 4).map(({ reason }) => <ReasonLabel key={`${reason.code}-${format.both(reason.text)}`} reason={reason} />)}
            {job.missing.slice(0, 4).map((need) => <span key={`${need.kind}-${need.key}`} className="label bad">− {t('talent.missing')} {need.label}</span>)}
          </div>
        </article>
      ))}
    </div>
  );
}
