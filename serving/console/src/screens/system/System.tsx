import '@/screens/imports/imports.css';

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { models, system } from '@/api/calls';
import type { System as State } from '@/api/types';
import { useFormat } from '@/app/format';
import { useMay } from '@/app/session';
import { Doubts } from '@/screens/system/Doubts';
import { Confirm } from '@/ui/Confirm';
import { Failed, Lines, Loading, Note } from '@/ui/states';
import { refused, said } from '@/ui/toast';

export default function System() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['system'], queryFn: system.read });
  if (isPending) return <Loading><Lines rows={8} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="page stack" style={{ gap: 20 }}>
      <h1>{t('system.title')}</h1>
      <div className="tiles"><div><b>{format.number(data.people)}</b><span>{t('system.people')}</span></div><div><b>{format.number(data.jobs)}</b><span>{t('system.jobs')}</span></div><div><b>{format.number(data.index.indexed)}</b><span>{t('system.index')}</span></div></div>
      <section>
        <h2 style={{ marginBottom: 8 }}>{t('system.notices')}</h2>
        <div className="stack" style={{ gap: 8, maxWidth: 720 }}>
          {data.notices.length === 0 ? <p className="quiet">{t('system.noNotices')}</p> : null}
          {data.notices.map((notice) => <Note key={notice.code} tone="warn">{format.both(notice.text)}</Note>)}
        </div>
      </section>
      {may() ? <Doubts /> : null}
      <Facts state={data} />
      {data.demo && may() ? <StartOwn /> : null}
    </div>
  );
}

function Facts({ state }: { state: State }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { index } = state;
  const word = index.state === 'rebuilding' ? 'building' : index.state === 'ready' && index.behind > 0 ? 'stale' : index.state;
  const serving = useQuery({ queryKey: ['models'], queryFn: models.all, retry: false }).data?.serving ?? '';
  const lines: [string, string][] = [
    [t('system.index'), `${t(`system.indexStates.${word}`)} · ${t('system.vectors', { count: index.indexed, formatted: format.number(index.indexed) })}${index.generation ? ` · ${index.generation}` : ''}`],
    [t('system.encoder'), index.encoder],
    [t('system.model'), serving === 'rules' ? t('match.rules') : serving],
    [t('system.version'), state.version],
  ];
  return (
    <section style={{ maxWidth: 720 }}>
      <h2 style={{ marginBottom: 8 }}>{t('system.state')}</h2>
      <dl>{lines.map(([name, value]) => <div key={name} className="row" style={{ padding: '6px 0', borderBottom: '1px solid var(--line)', gap: 16 }}><dt className="quiet" style={{ width: 140, flex: 'none' }}>{name}</dt><dd style={{ overflowWrap: 'anywhere' }}>{value}</dd></div>)}</dl>
    </section>
  );
}

function StartOwn() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const word = t('system.startWord');
  const start = useMutation({
    mutationFn: system.startOwn,
    onSuccess: async () => { said(t('system.started')); await queries.invalidateQueries(); },
    onError: (error) => refused(error, t),
    onSettled: () => setOpen(false),
  });
  return (
    <section className="card pad" style={{ maxWidth: 720 }}>
      <h2>{t('system.demoTitle')}</h2>
      <p className="quiet" style={{ margin: '4px 0 12px' }}>{t('system.demoText')}</p>
      <Button variant="default" onClick={() => { setTyped(''); setOpen(true); }}>{t('system.startOwn')}</Button>
      <Confirm open={open} title={t('system.startAsk')} go={t('system.startOwn')} danger busy={start.isPending} disabled={typed.trim().toLowerCase() !== word} onGo={() => start.mutate()} onClose={() => setOpen(false)}>
        <p>{t('system.startText')}</p>
        <TextInput label={t('system.startType', { word })} value={typed} onChange={(event) => setTyped(event.target.value)} data-autofocus />
      </Confirm>
    </section>
  );
}
