import { Button, NativeSelect } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { attachmentAddress, talents } from '@/api/calls';
import type { Span, Talent } from '@/api/types';
import { useFormat } from '@/app/format';
import { useUrl } from '@/app/url';
import { pieces } from '@/ui/Evidence';
import { Empty, Failed, Lines, Loading } from '@/ui/states';

function spansOf(person: Talent): Span[] {
  return [...person.skills, ...person.language_facts].flatMap((fact) => fact.evidence);
}

/** The text of a source with every evidence span marked; `?at=source:start` scrolls to one. */
export function Resume({ person }: { person: Talent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [at, setAt] = useUrl('at');
  const sources = useQuery({ queryKey: ['sources', person.id], queryFn: () => talents.sources(person.id) });
  const files = useQuery({ queryKey: ['attachments', person.id], queryFn: () => talents.attachments(person.id) });
  const spans = useMemo(() => spansOf(person), [person]);
  const [wanted = '', from = ''] = at.split(':');
  const readable = sources.data ?? [];
  const first = readable.find((one) => one.attachment_id) ?? readable.find((one) => spans.some((span) => span.source_id === one.id)) ?? readable[0];
  const source = readable.find((one) => one.id === wanted) ?? first;
  if (sources.isPending) return <Loading><Lines rows={14} /></Loading>;
  if (sources.error) return <Failed error={sources.error} retry={() => void sources.refetch()} />;
  if (!source) return <None />;
  return (
    <div className="stack">
      <div className="row wrap">
        {readable.length > 1 ? (
          <NativeSelect
            aria-label={t('talent.textOf')} w={320} value={source.id} onChange={(event) => setAt(event.target.value)}
            data={readable.map((one) => ({ value: one.id, label: `${one.source} · ${format.day(one.received_at)}` }))}
          />
        ) : <span className="quiet small">{source.source} · {format.day(source.received_at)}</span>}
        {(files.data ?? []).map((file) => (
          <Button key={file.id} component="a" variant="default" leftSection={<IconDownload size={14} aria-hidden="true" />} href={attachmentAddress(person.id, file.id)}>
            {file.file_name} · {t('talent.version', { n: file.version })} · {format.size(file.size_bytes)}
          </Button>
        ))}
      </div>
      <Text id={person.id} sourceId={source.id} spans={spans.filter((span) => span.source_id === source.id)} from={Number.parseInt(from, 10)} />
    </div>
  );
}

function None() {
  const { t } = useTranslation();
  return (
    <Empty title={t('talent.noResume')} text={t('talent.noResumeText')}>
      <Button component={Link} to="/imports?new=1" variant="default">{t('people.emptyGo')}</Button>
    </Empty>
  );
}

function Text({ id, sourceId, spans, from }: { id: string; sourceId: string; spans: Span[]; from: number }) {
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['text', id, sourceId], queryFn: () => talents.text(id, sourceId), staleTime: Infinity });
  const here = useRef<HTMLElement>(null);
  useEffect(() => { here.current?.scrollIntoView({ block: 'center' }); }, [data, from]);
  if (isPending) return <Loading><Lines rows={14} /></Loading>;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data.text.trim()) return <None />;
  const points = Array.from(data.text);
  let offset = 0;
  return (
    <article className="card cv">
      {pieces(points, spans).map((part) => {
        const start = offset;
        offset += Array.from(part.text).length;
        if (!part.mark) return <span key={start}>{part.text}</span>;
        const on = from >= start && from < offset;
        return <mark key={start} ref={on ? here : undefined} className={on ? 'on' : undefined}>{part.text}</mark>;
      })}
    </article>
  );
}
