import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { models } from '@/api/calls';
import type { ModelVersion } from '@/api/types';
import { useMay } from '@/app/session';
import { useUrl } from '@/app/url';
import { Confirm } from '@/ui/Confirm';
import { Empty, Failed, Loading, Rows } from '@/ui/states';
import { Time } from '@/ui/Time';
import { refused, said } from '@/ui/toast';

export default function Models() {
  const { t } = useTranslation();
  const may = useMay()('data_scientist');
  const queries = useQueryClient();
  const [asked, setAsked] = useState('');
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['models'], queryFn: models.all });
  const act = useMutation({
    mutationFn: async (version: string) => { await (version === 'rollback' ? models.rollback() : models.promote(version)); return models.all(); },
    onSuccess: (after, version) => {
      queries.setQueryData(['models'], after);
      void queries.invalidateQueries({ queryKey: ['system'] });
      said(version === 'rollback' ? t('models.rolledBack', { version: after.serving }) : t('models.promoted', { version: after.serving }));
    },
    onError: (problem) => refused(problem, t),
    onSettled: () => setAsked(''),
  });
  return (
    <div className="page">
      <div className="pagehead">
        <div><h1>{t('models.title')}</h1><p className="quiet">{t('models.note')}</p></div>
        {may && data && data.items.length > 1 ? <Button variant="default" onClick={() => setAsked('rollback')}>{t('models.rollback')}</Button> : null}
      </div>
      {isPending ? <Loading><Rows rows={4} /></Loading> : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {data?.items.length === 0 ? <Empty title={t('models.emptyTitle')} text={t('models.emptyText')} /> : null}
      {data && data.items.length > 0 ? <Table all={data.items} may={may} promote={setAsked} /> : null}
      <Confirm
        open={asked !== ''} onClose={() => setAsked('')} busy={act.isPending} onGo={() => act.mutate(asked)}
        title={asked === 'rollback' ? t('models.rollbackAsk') : t('models.promoteAsk', { version: asked })} go={asked === 'rollback' ? t('models.rollback') : t('models.promote')}
      >
        <p>{asked === 'rollback' ? t('models.rollbackText') : t('models.promoteText')}</p>
      </Confirm>
    </div>
  );
}

function Table({ all, may, promote }: { all: ModelVersion[]; may: boolean; promote: (version: string) => void }) {
  const { t } = useTranslation();
  const [card, setCard] = useUrl('card');
  const read = all.find((one) => one.version === card);
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={t('models.title')}>
      <table className="grid">
        <thead><tr><th>{t('models.version')}</th><th>{t('models.stateHead')}</th><th>{t('models.metrics')}</th><th>{t('models.trained')}</th><th aria-label={t('models.promote')} /></tr></thead>
        <tbody>
          {all.map((one) => (
            <tr key={one.version}>
              <td><button type="button" className="plain" style={{ color: 'var(--accent-ink)' }} onClick={() => setCard(one.version, true)}>{one.version}</button><div className="quiet small">{one.kind}</div></td>
              <td><span className={`label ${one.serving ? 'good' : ''}`}>{t(`models.${one.serving ? 'champion' : one.stage === 'champion' ? 'archived' : one.stage}`)}</span>{one.promoted_by ? <div className="quiet small">{t('models.promotedBy', { who: one.promoted_by })}</div> : null}</td>
              <td><Metrics metrics={one.metrics} /></td>
              <td className="quiet"><Time iso={one.created_at} /></td>
              <td className="num">{may && !one.serving ? <Button variant="default" onClick={() => promote(one.version)}>{t('models.promote')}</Button> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Modal opened={Boolean(read)} onClose={() => setCard('')} title={`${t('models.card')} · ${card}`} size="lg" closeButtonProps={{ 'aria-label': t('do.close') }}>
        <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 13, lineHeight: 1.6 }}>{read?.card}</div>
      </Modal>
    </div>
  );
}

type Shown = { name: string; value: string };

function at(metrics: unknown, path: string): string {
  let found: unknown = metrics;
  for (const step of path.split('.')) found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined;
  if (typeof found === 'number') return Number.isInteger(found) ? String(found) : found.toFixed(3);
  return typeof found === 'string' ? found : '';
}

const FIGURES = ['ndcg.ranker', 'ndcg.rules', 'ndcg.bm25', 'pairs.zh', 'pairs.en', 'ms_a_thousand'] as const;
const NAME = { 'ndcg.ranker': 'ndcg', 'ndcg.rules': 'byRules', 'ndcg.bm25': 'byWords', 'pairs.zh': 'pairsZh', 'pairs.en': 'pairsEn', ms_a_thousand: 'speed' } as const;

/** The figures one chooses a model by; whatever was measured where none of them was. */
function Metrics({ metrics }: { metrics: Record<string, unknown> }) {
  const { t } = useTranslation();
  const known: Shown[] = FIGURES.map((path) => ({ name: t(`models.figures.${NAME[path]}`), value: at(metrics, path) }));
  const told = known.filter(({ value }) => value);
  const all = told.length > 0 ? told : Object.keys(metrics).map((name) => ({ name, value: at(metrics, name) }));
  return (
    <dl style={{ display: 'grid', gridTemplateColumns: 'auto auto', gap: '2px 12px', justifyContent: 'start' }}>
      {all.filter(({ value }) => value).slice(0, 6).map(({ name, value }) => (
        <div key={name} style={{ display: 'contents' }}><dt className="quiet small">{name}</dt><dd className="small tabular">{value}</dd></div>
      ))}
    </dl>
  );
}
