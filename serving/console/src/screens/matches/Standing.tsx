import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { access, type JobEdit, jobs } from '@/api/calls';
import type { Job, JobStatus } from '@/api/types';
import { useMay } from '@/app/session';
import { refused, said } from '@/ui/toast';

const STATES: JobStatus[] = ['open', 'paused', 'closed'];

/** Where a job stands and whose it is; to be changed by whoever may, said to everybody else. */
export function Standing({ job }: { job: Job }) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const teams = useQuery({ queryKey: ['teams'], queryFn: access.teams, staleTime: 300_000, retry: false, enabled: may('recruiter') });
  const edit = useMutation({
    mutationFn: (change: JobEdit) => jobs.edit(job.id, job.version, change),
    onSuccess: async () => { said(t('jobs.saved')); await queries.invalidateQueries({ queryKey: ['job', job.id] }); await queries.invalidateQueries({ queryKey: ['jobs'] }); },
    onError: (error) => refused(error, t),
  });
  if (!may('recruiter')) return job.status === 'open' ? null : <span className="label">{t(`jobs.statuses.${job.status}`)}</span>;
  return (
    <>
      <NativeSelect
        size="xs" w={86} aria-label={t('jobs.status')} value={job.status} disabled={edit.isPending}
        data={STATES.map((one) => ({ value: one, label: t(`jobs.statuses.${one}`) }))}
        onChange={(event) => edit.mutate({ status: event.target.value as JobStatus })}
      />
      {teams.data?.length ? (
        <NativeSelect
          size="xs" w={140} aria-label={t('jobs.team')} value={job.team_id ?? ''} disabled={edit.isPending}
          data={[{ value: '', label: t('jobs.everybody') }, ...teams.data.map((team) => ({ value: team.id, label: team.name }))]}
          onChange={(event) => edit.mutate({ team_id: event.target.value || null })}
        />
      ) : null}
    </>
  );
}
