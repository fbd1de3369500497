import type { Format } from '@/app/format';

type Named = { name?: string; zh?: string; en?: string };
type Post = { title?: string; company?: string; start?: string; end?: string };
type School = { school?: string; major?: string; degree?: string };

function one(value: unknown, format: Format): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return format.number(value);
  if (typeof value !== 'object') return String(value);
  if ('names' in value) { const { names } = value as { names: { zh: string; en: string } }; return format.zh ? names.zh : names.en; }
  if ('code' in value) { const { code, level } = value as { code: string; level?: string }; return `${format.language(code)}${level ? ` (${level})` : ''}`; }
  if ('school' in value) { const { school, major, degree } = value as School; return [school, major, degree].filter(Boolean).join(' · '); }
  if ('company' in value || 'title' in value) { const { title, company, start, end } = value as Post; return [[title, company].filter(Boolean).join(' · '), [start, end].filter(Boolean).join(' – ')].filter(Boolean).join(', '); }
  const { name = '', zh = '', en = '' } = value as Named;
  return (format.zh ? zh : en) || name;
}

/** A value of a profile in words, whatever its kind: one line each where there are several. */
export function linesOf(value: unknown, format: Format): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.map((each) => one(each, format)).filter(Boolean);
}
