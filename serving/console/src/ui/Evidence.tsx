import type { ReactNode } from 'react';

import type { Evidence, Span } from '@/api/types';

const AROUND = 160;
const STOP = /[。！？!?；;\n]/u;

type Piece = { text: string; mark: boolean };

/** Cut `text` at spans (code points, end exclusive); overlaps are merged. */
export function pieces(points: string[], spans: { start: number; end: number }[], from = 0, to = points.length): Piece[] {
  const sorted = spans.filter((span) => span.end > from && span.start < to).sort((one, other) => one.start - other.start);
  const out: Piece[] = [];
  let at = from;
  for (const span of sorted) {
    const start = Math.max(span.start, at);
    const end = Math.min(span.end, to);
    if (end <= start) continue;
    if (start > at) out.push({ text: points.slice(at, start).join(''), mark: false });
    out.push({ text: points.slice(start, end).join(''), mark: true });
    at = end;
  }
  if (at < to) out.push({ text: points.slice(at, to).join(''), mark: false });
  return out;
}

export function Marked({ parts }: { parts: Piece[] }): ReactNode {
  return parts.map((part, index) => (part.mark ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>));
}

/** A full stop ends a sentence; the point of a date or a version does not. */
function stops(points: string[], at: number): boolean {
  const sign = points[at] ?? '';
  return STOP.test(sign) || (sign === '.' && /^\s?$/.test(points[at + 1] ?? ''));
}

/** The sentence around a span: to the nearest stop on each side, at most 160 signs away. */
export function around(points: string[], span: { start: number; end: number }): { from: number; to: number } {
  let from = span.start;
  while (from > 0 && span.start - from < AROUND && !stops(points, from - 1)) from -= 1;
  let to = span.end;
  while (to < points.length && to - span.end < AROUND && !stops(points, to)) to += 1;
  return { from, to: Math.min(points.length, to + (points[to] === '\n' ? 0 : 1)) };
}

/** One proof: its sentence with the span marked; the span alone while the text is not there. */
export function Quote({ span, text }: { span: Span; text: string | undefined }) {
  if (text === undefined) return <mark>{span.text}</mark>;
  const points = Array.from(text);
  if (points.slice(span.start, span.end).join('') !== span.text) return <mark>{span.text}</mark>;
  const { from, to } = around(points, span);
  return (
    <>
      <Marked parts={pieces(points, [span], from, to)} />
    </>
  );
}

/** A proof as the server cut it: the passage with the words around it. */
export function Passage({ proof }: { proof: Evidence }) {
  return (
    <>
      {proof.before}
      <mark>{proof.text}</mark>
      {proof.after}
    </>
  );
}
