import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Problem } from '@/api/http';

import './states.css';

/** True once `ms` have passed: a quick answer never flashes a skeleton. */
export function useLate(ms = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), ms);
    return () => window.clearTimeout(timer);
  }, [ms]);
  return late;
}

/** The true layout in grey, after 150 ms. */
export function Loading({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const late = useLate();
  return (
    <div role="status" aria-live="polite" aria-busy="true">
      <span className="unseen">{t('state.loading')}</span>
      {late ? <div aria-hidden="true">{children ?? <Lines rows={8} />}</div> : null}
    </div>
  );
}

export function Lines({ rows, height = 14 }: { rows: number; height?: number }) {
  return (
    <div className="stack pad">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} width={`${92 - ((row * 17) % 45)}%`} />
      ))}
    </div>
  );
}

export function Rows({ rows }: { rows: number }) {
  return (
    <div>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeletonrow">
          <Skeleton height={12} width={`${18 + ((row * 7) % 9)}%`} />
          <Skeleton height={12} width={`${28 + ((row * 5) % 14)}%`} />
          <Skeleton height={12} width="10%" />
        </div>
      ))}
    </div>
  );
}

export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{text}</p>
      {children ? <div className="row wrap">{children}</div> : null}
    </div>
  );
}

/** What happened, in words: the server's sentence where it gave one. */
export function sentence(error: unknown, t: TFunction): { title: string; detail: string } {
  if (!(error instanceof Problem)) return { title: t('state.failed'), detail: t('state.crashDetail') };
  if (error.status === 0) return { title: t('state.failed'), detail: t('state.offline') };
  if (error.status === 403) return { title: t('state.failed'), detail: error.detail || t('state.forbidden') };
  if (error.status === 404) return { title: t('state.notFound'), detail: t('state.notFoundDetail') };
  if (error.status === 409 || error.status === 412) return { title: t('state.conflict'), detail: error.detail || t('state.conflictDo') };
  return { title: error.title || t('state.failed'), detail: error.detail };
}

export function Failed({ error, retry, kept = false }: { error: unknown; retry?: () => void; kept?: boolean }) {
  const { t } = useTranslation();
  const { title, detail } = sentence(error, t);
  return (
    <div className="empty" role="alert">
      <h2 className="row">
        <IconAlertTriangle size={18} aria-hidden="true" className="bad" /> {title}
      </h2>
      <p>{detail}</p>
      {kept ? <p>{t('state.kept')}</p> : null}
      {retry ? (
        <div className="row">
          <Button variant="default" onClick={retry}>{t('do.retry')}</Button>
        </div>
      ) : null}
    </div>
  );
}

/** One line of notice inside a page. */
export function Note({ tone = 'plain', children }: { tone?: 'plain' | 'warn' | 'bad' | 'good'; children: ReactNode }) {
  const Icon = tone === 'warn' || tone === 'bad' ? IconAlertTriangle : IconInfoCircle;
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={16} aria-hidden="true" />
      <div className="grow">{children}</div>
    </div>
  );
}
