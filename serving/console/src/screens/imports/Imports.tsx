import './imports.css';

import { Button, FileButton, SegmentedControl, TextInput } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { imports } from '@/api/calls';
import type { ImportRun } from '@/api/types';
import { useFormat } from '@/app/format';
import { useUrl } from '@/app/url';
import { Empty, Failed, Loading, Note, Rows, sentence } from '@/ui/states';
import { Time } from '@/ui/Time';

const ACCEPT = '.csv,.xlsx,.xls,.jsonl,.json,.pdf,.docx,.txt,.md,.html,.htm,.zip,.gz';

export default function Imports() {
  const { t } = useTranslation();
  const [fresh, setFresh] = useUrl('new');
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['imports'], queryFn: imports.page });
  return (
    <div className="page">
      <div className="pagehead">
        <h1>{t('imports.title')}</h1>
        {fresh ? null : <Button leftSection={<IconFileUpload size={15} aria-hidden="true" />} onClick={() => setFresh('1', true)}>{t('imports.new')}</Button>}
      </div>
      {fresh ? <Upload cancel={() => setFresh('')} /> : null}
      {isPending ? <Loading><Rows rows={5} /></Loading> : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data?.items.length === 0 && !fresh ? <Empty title={t('imports.emptyTitle')} text={t('imports.emptyText')}><Button onClick={() => setFresh('1', true)}>{t('imports.new')}</Button></Empty> : null}
      {data && data.items.length > 0 ? <Runs runs={data.items} /> : null}
    </div>
  );
}

export function Upload({ cancel }: { cancel: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<'talents' | 'jobs'>('talents');
  const [source, setSource] = useState('');
  const [over, setOver] = useState(false);
  const [shown, setShown] = useState(false);
  const send = useMutation({
    mutationFn: async (picked: File) => imports.upload(picked, kind, source.trim()),
    onSuccess: async (run) => {
      await queries.invalidateQueries({ queryKey: ['imports'] });
      await navigate(`/imports/${run.id}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShown(true);
    if (file && source.trim()) send.mutate(file);
  };
  return (
    <form className="upload stack" onSubmit={submit} noValidate style={{ marginBottom: 32 }}>
      {send.error ? <Note tone="bad">{sentence(send.error, t).detail} {t('state.kept')}</Note> : null}
      <div
        className={`drop ${over ? 'over' : ''}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); setFile(event.dataTransfer.files[0] ?? null); }}
      >
        {file ? <p><strong>{file.name}</strong> <span className="quiet">{format.size(file.size)}</span></p> : <p>{t('imports.drop')}</p>}
        <FileButton onChange={setFile} accept={ACCEPT} inputProps={{ 'aria-label': t('imports.choose') }}>{(props) => <Button variant="default" {...props}>{t('imports.choose')}</Button>}</FileButton>
        <p className="quiet small">{t('imports.formats')}</p>
        {shown && !file ? <p className="bad small" role="alert">{t('imports.needFile')}</p> : null}
      </div>
      <div><div className="small" style={{ marginBottom: 4 }} id="kind">{t('imports.kind')}</div><SegmentedControl size="xs" aria-labelledby="kind" value={kind} onChange={(value) => setKind(value === 'jobs' ? 'jobs' : 'talents')} data={[{ value: 'talents', label: t('imports.talents') }, { value: 'jobs', label: t('imports.jobs') }]} /></div>
      <TextInput label={t('imports.source')} description={t('imports.sourceHint')} value={source} error={shown && !source.trim() ? t('imports.needSource') : undefined} onChange={(event) => setSource(event.target.value)} />
      <p className="quiet small">{t('imports.uploadNote')}</p>
      <div className="row"><Button type="submit" size="sm" loading={send.isPending}>{t('imports.upload')}</Button><Button variant="default" size="sm" onClick={cancel}>{t('do.cancel')}</Button></div>
    </form>
  );
}

function Runs({ runs }: { runs: ImportRun[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('imports.runs')}>
      <table className="grid">
        <thead><tr><th>{t('imports.file')}</th><th>{t('imports.source')}</th><th>{t('imports.kind')}</th><th>{t('imports.state')}</th><th className="num">{t('imports.created')}</th><th className="num">{t('imports.updated')}</th><th className="num">{t('imports.refused')}</th><th className="num">{t('imports.started')}</th></tr></thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} className="go" onClick={() => void navigate(`/imports/${run.id}`)}>
              <td><Link className="strong" to={`/imports/${run.id}`} onClick={(event) => event.stopPropagation()}>{run.file_name}</Link></td>
              <td>{run.source}</td>
              <td>{t(`imports.${run.kind}`)}</td>
              <td><State run={run} /></td>
              <td className="num">{format.number(run.counts.created)}</td>
              <td className="num">{format.number(run.counts.updated)}</td>
              <td className="num">{run.counts.refused > 0 ? <span className="bad">{format.number(run.counts.refused)}</span> : 0}</td>
              <td className="num quiet"><Time iso={run.created_at} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function State({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const word = run.status === 'waiting' ? 'ready' : run.status === 'done' && run.dry_run ? 'checked' : run.status;
  const tone = run.status === 'failed' ? 'bad' : run.status === 'done' ? 'good' : run.status === 'running' ? 'accent' : '';
  return <span className={`label ${tone}`}>{t(`imports.states.${word}`)}</span>;
}
