import './imports.css';

import { Button, Progress, Select } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { imports } from '@/api/calls';
import type { ImportRun as Run, Rejected } from '@/api/types';
import { useFormat } from '@/app/format';
import { State } from '@/screens/imports/Imports';
import { Undo } from '@/screens/imports/Undo';
import { Failed, Lines, Loading, Note } from '@/ui/states';
import { refused } from '@/ui/toast';

export default function ImportRun() {
  const id = useParams().id ?? '';
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['import', id],
    queryFn: () => imports.read(id),
    refetchInterval: (query) => (['running', 'undoing'].includes(query.state.data?.status ?? '') ? 800 : false),
  });
  if (isPending) return <Loading><Lines rows={12} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return <Page run={data} />;
}

function Page({ run }: { run: Run }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const put = (after: Run) => { queries.setQueryData(['import', run.id], after); void queries.invalidateQueries({ queryKey: ['imports'] }); };
  const failed = (error: Error) => refused(error, t);
  const again = useMutation({ mutationFn: () => imports.edit(run.id, run.version, { mapping }), onSuccess: (after) => { setMapping({}); put(after); }, onError: failed });
  const start = useMutation({
    mutationFn: async () => {
      if (run.dry_run) await imports.edit(run.id, run.version, { dry_run: false });
      return imports.start(run.id);
    },
    onSuccess: (after) => { put(after); void queries.invalidateQueries({ queryKey: ['import', run.id] }); },
    onError: failed,
  });
  const check = useMutation({
    mutationFn: async () => {
      if (!run.dry_run) await imports.edit(run.id, run.version, { dry_run: true });
      return imports.start(run.id);
    },
    onSuccess: (after) => { put(after); void queries.invalidateQueries({ queryKey: ['import', run.id] }); },
    onError: failed,
  });
  const startable = run.status === 'waiting' || (run.status === 'done' && run.dry_run);
  const changed = Object.keys(mapping).length > 0;
  return (
    <div className="page stack" style={{ gap: 20 }}>
      <div className="pagehead" style={{ marginBottom: 0 }}>
        <div><div className="row"><h1>{run.file_name}</h1><State run={run} /></div><p className="quiet">{t(`imports.${run.kind}`)} · {run.source}</p></div>
        <div className="row wrap">
          {changed ? <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>{t('imports.saveMapping')}</Button> : null}
          {run.status === 'waiting' && !changed ? <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>{t('imports.dryRun')}</Button> : null}
          {startable ? <Button loading={start.isPending} disabled={changed} onClick={() => start.mutate()}>{t('imports.start')}</Button> : null}
          {run.status === 'done' && !run.dry_run ? <Undo run={run} /> : null}
          {run.status === 'done' && !run.dry_run ? <Button component={Link} to={run.kind === 'jobs' ? '/jobs' : '/people'}>{run.kind === 'jobs' ? t('imports.openJobs') : t('imports.openPeople')}</Button> : null}
        </div>
      </div>
      {run.error ? <Note tone="bad">{run.error}</Note> : null}
      {run.status === 'undoing' ? <div role="status" aria-live="polite"><Note>{t('undo.running')} {run.note}</Note></div> : null}
      {run.undone_at ? <Note>{t('undo.done', { date: format.exact(run.undone_at) })}</Note> : null}
      <Live run={run} />
      {run.status !== 'waiting' ? <Counts run={run} /> : null}
      {run.counts.refused > 0 ? (
        <Note tone="warn">
          <div className="row between wrap"><span>{t('imports.refusedRows', { count: run.counts.refused })}</span><Refused run={run} /></div>
        </Note>
      ) : null}
      <Columns run={run} mapping={mapping} change={startable ? setMapping : undefined} />
      <Verdicts run={run} />
    </div>
  );
}

/** A CSV that a spreadsheet opens: where, why, then the row as it came. */
function csv(rows: Rejected[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.row)))];
  const cell = (value: string) => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  const lines = rows.map((row) => [String(row.line), row.field, row.reason, ...columns.map((name) => row.row[name] ?? '')]);
  return [['line', 'field', 'reason', ...columns], ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
}

function Refused({ run }: { run: Run }) {
  const { t } = useTranslation();
  const fetch = useMutation({
    mutationFn: () => imports.rejected(run.id),
    onSuccess: (rows) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['\ufeff', csv(rows)], { type: 'text/csv' }));
      link.download = `${run.file_name}.rejected.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
    onError: (error) => refused(error, t),
  });
  return <Button variant="default" loading={fetch.isPending} leftSection={<IconDownload size={14} aria-hidden="true" />} onClick={() => fetch.mutate()}>{t('imports.downloadRefused')}</Button>;
}

/** Rows a second and time left, from what was seen while this page was open. */
function useRate(run: Run): { rate: number; left: number | null } {
  const seen = useRef<{ at: number; done: number } | null>(null);
  const [rate, setRate] = useState(0);
  useEffect(() => {
    const now = performance.now();
    if (run.status !== 'running') { seen.current = null; return; }
    seen.current ??= { at: now, done: run.done };
    const seconds = (now - seen.current.at) / 1000;
    if (seconds > 0.5) setRate((run.done - seen.current.done) / seconds);
  }, [run]);
  return { rate, left: rate > 0 && run.total ? (run.total - run.done) / rate : null };
}

function Live({ run }: { run: Run }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rate, left } = useRate(run);
  if (run.status !== 'running') return <div role="status" aria-live="polite">{run.status === 'done' && !run.dry_run ? <Note tone="good">{t('imports.finished')}</Note> : null}</div>;
  const time = left === null ? '' : left < 90 ? t('imports.seconds', { n: Math.max(1, Math.round(left)) }) : t('imports.minutes', { n: Math.round(left / 60) });
  return (
    <div className="stack" style={{ gap: 6, maxWidth: 720 }}>
      <Progress value={run.total ? (100 * run.done) / run.total : 5} animated={!run.total} aria-label={t('imports.progress')} />
      <div className="row between small quiet" role="status" aria-live="polite">
        <span>{format.number(run.done)}{run.total ? ` / ${format.number(run.total)}` : ''} {run.note}</span>
        <span>{[rate >= 1 ? t('imports.rate', { rate: format.number(Math.round(rate)) }) : '', time ? t('imports.left', { time }) : ''].filter(Boolean).join(' · ')}</span>
      </div>
      <p className="small quiet">{t('imports.leave')}</p>
    </div>
  );
}

function Counts({ run }: { run: Run }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tiles = [
    [t('imports.total'), run.counts.total], [t('imports.created'), run.counts.created], [t('imports.updated'), run.counts.updated],
    [t('imports.unchanged'), run.counts.unchanged], [t('imports.verdictsOf.refused'), run.counts.refused],
  ] as const;
  return <div className="tiles">{tiles.map(([word, value]) => <div key={word}><b>{format.number(value)}</b><span>{word}</span></div>)}</div>;
}

type ColumnsProps = { run: Run; mapping: Record<string, string>; change: ((mapping: Record<string, string>) => void) | undefined };

function Columns({ run, mapping, change }: ColumnsProps) {
  const { t } = useTranslation();
  if (run.columns.length === 0) return run.status === 'waiting' ? <Note>{t('imports.noColumns')}</Note> : null;
  const names = t('imports.field_names', { returnObjects: true }) as Record<string, string>;
  const options = [{ value: '', label: t('imports.ignore') }, ...run.fields.map((field) => ({ value: field, label: names[field] ?? field }))];
  return (
    <section>
      <h2>{t('imports.mapping')}</h2>
      {change ? <p className="quiet small" style={{ margin: '4px 0 8px' }}>{t('imports.mappingNote')}</p> : null}
      <div className="scrollx" tabIndex={0} role="region" aria-label={t('imports.mapping')}>
        <table className="grid">
          <thead><tr><th>{t('imports.column')}</th><th style={{ width: 200 }}>{t('imports.field')}</th><th>{t('imports.sample')}</th></tr></thead>
          <tbody>
            {run.columns.map((column) => (
              <tr key={column.column}>
                <td><strong style={{ fontWeight: 550 }}>{column.column}</strong></td>
                <td>{change ? <Select size="xs" aria-label={`${t('imports.field')}: ${column.column}`} data={options} value={mapping[column.column] ?? column.field} onChange={(value) => change({ ...mapping, [column.column]: value ?? '' })} /> : (names[column.field] ?? column.field) || t('imports.ignore')}</td>
                <td className="quiet clip" style={{ maxWidth: 420 }}>{column.samples.slice(0, 3).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Verdicts({ run }: { run: Run }) {
  const { t } = useTranslation();
  if (run.sample.length === 0) return null;
  return (
    <section>
      <h2 style={{ marginBottom: 8 }}>{t('imports.verdicts')}</h2>
      <div className="scrollx" tabIndex={0} role="region" aria-label={t('imports.verdicts')}>
        <table className="grid">
          <thead><tr><th className="num">{t('imports.row')}</th><th>{t('imports.verdict')}</th><th>{t('people.name')}</th><th>{t('imports.why')}</th></tr></thead>
          <tbody>
            {run.sample.map((row) => (
              <tr key={`${row.line}-${row.name}`}>
                <td className="num quiet">{row.line}</td>
                <td><span className={`label ${row.verdict === 'refused' ? 'bad' : row.verdict === 'new' ? 'good' : ''}`}>{t(`imports.verdictsOf.${row.verdict}`)}</span></td>
                <td>{row.name}</td>
                <td>{[row.field, row.reason].filter(Boolean).join(': ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
