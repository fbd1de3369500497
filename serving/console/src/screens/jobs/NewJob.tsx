import './newjob.css';

import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { access, jobs, shortlists } from '@/api/calls';
import type { Parsed } from '@/api/types';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { example } from '@/screens/jobs/example';
import { Note, sentence } from '@/ui/states';

export default function NewJob() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const may = useMay();
  const [text, setText] = useState('');
  const [title, setTitle] = useState('');
  const [manager, setManager] = useState<string | null>(null);
  const accounts = useQuery({ queryKey: ['accounts'], queryFn: access.accounts, enabled: may(), retry: false });
  const [settled] = useDebouncedValue({ text, title }, 400);
  const parsed = useQuery({
    queryKey: ['parse', settled.text, settled.title],
    queryFn: ({ signal }) => jobs.parse(settled.text, settled.title, signal),
    enabled: settled.text.trim().length > 20,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const create = useMutation({
    mutationFn: async () => {
      const job = await jobs.create({ title: title.trim() || parsed.data?.title || text.trim().split('\n')[0]?.slice(0, 80) || '', text, ...(manager ? { hiring_manager_id: manager } : {}) });
      await shortlists.make(job.id).catch(() => undefined);
      return job;
    },
    onSuccess: async (job) => {
      await queries.invalidateQueries({ queryKey: ['jobs'] });
      await navigate(`/jobs/${job.id}`);
    },
  });
  return (
    <form className="newjob" onSubmit={(event) => { event.preventDefault(); create.mutate(); }}>
      <div className="stack">
        <div className="row between"><h1>{t('jobs.newTitle')}</h1><Button variant="subtle" color="gray" onClick={() => { setText(example(format.zh)); setTitle(''); }}>{t('jobs.example')}</Button></div>
        {create.error ? <Note tone="bad">{sentence(create.error, t).detail} {t('state.kept')}</Note> : null}
        <TextInput label={t('jobs.jobTitle')} placeholder={parsed.data?.title || t('jobs.titleHint')} value={title} onChange={(event) => setTitle(event.target.value)} />
        {accounts.data ? <NativeSelect label={t('jobs.manager')} value={manager ?? ''} onChange={(event) => setManager(event.target.value || null)} data={[{ value: '', label: t('jobs.noManager') }, ...accounts.data.filter((one) => one.role === 'hiring_manager').map((one) => ({ value: one.id, label: one.name || one.email }))]} /> : null}
        <Textarea label={t('jobs.jd')} description={t('jobs.jdHint')} autosize minRows={16} maxRows={28} value={text} onChange={(event) => setText(event.target.value)} required withAsterisk={false} />
        <div className="row"><Button type="submit" size="sm" loading={create.isPending} disabled={!text.trim()}>{t('jobs.createAndRank')}</Button></div>
      </div>
      <aside aria-live="polite"><Preview parsed={parsed.data} busy={parsed.isFetching} error={parsed.error} /></aside>
    </form>
  );
}

function Preview({ parsed, busy, error }: { parsed: Parsed | undefined; busy: boolean; error: Error | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (error) return <Note tone="warn">{sentence(error, t).detail}</Note>;
  if (!parsed) return busy ? <p className="quiet">{t('jobs.reading')}</p> : null;
  const musts = parsed.requirements.filter((need) => need.must);
  const nices = parsed.requirements.filter((need) => !need.must);
  return (
    <div className="stack">
      <div className="row between"><h2>{t('jobs.read')}</h2>{busy ? <span className="quiet small">{t('jobs.reading')}</span> : null}</div>
      {parsed.notices.map((notice) => <Note key={notice.code} tone="warn">{format.both(notice.text)}</Note>)}
      {parsed.requirements.length === 0 ? <p className="quiet">{t('jobs.nothingRead')}</p> : null}
      {[{ word: t('match.musts'), needs: musts }, { word: t('match.nices'), needs: nices }].map(({ word, needs }) =>
        needs.length > 0 ? (
          <section key={word}>
            <h3>{word} · {needs.length}</h3>
            <div className="labels">{needs.map((need) => <span key={`${need.kind}-${need.key}`} className={`label ${need.must ? 'accent' : ''}`} title={t(`match.kinds.${need.kind}`)}>{need.label}</span>)}</div>
          </section>
        ) : null,
      )}
    </div>
  );
}
