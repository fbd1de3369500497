/** The rule language `field op value and …` as chips; the server has the last word on it. */

export const FIELDS = ['city', 'region', 'years', 'skill', 'education', 'language'] as const;
export const OPS = ['=', '!=', '<', '<=', '>', '>=', 'in'] as const;
export const LEVELS = ['secondary', 'diploma', 'bachelor', 'master', 'doctorate'] as const;
export type Field = (typeof FIELDS)[number];
export type Op = (typeof OPS)[number];
export type Clause = { field: Field; op: Op; values: string[] };

const ONE = /^\s*([a-z]+)\s*(!=|<=|>=|=|<|>|\bin\b)\s*(\([^)]*\)|"[^"]*"|'[^']*'|[^\s"'()]+)\s*/i;

function bare(value: string): string {
  return value.trim().replace(/^["']|["']$/g, '').trim();
}

/** Chips of a rule, or null when it is not one we can show as chips. */
export function readRule(text: string): Clause[] | null {
  const clauses: Clause[] = [];
  let rest = text.trim();
  while (rest) {
    const found = ONE.exec(rest);
    const field = FIELDS.find((one) => one === found?.[1]?.toLowerCase());
    const op = OPS.find((one) => one === found?.[2]?.toLowerCase());
    if (!found || !field || !op) return null;
    const value = found[3] ?? '';
    clauses.push({ field, op, values: op === 'in' ? value.slice(1, -1).split(/[,，]/).map(bare).filter(Boolean) : [bare(value)] });
    rest = rest.slice(found[0].length);
    if (!rest) break;
    const joint = /^(and\b|且|&&)\s*/i.exec(rest);
    if (!joint) return null;
    rest = rest.slice(joint[0].length);
  }
  return clauses;
}

function written(value: string): string {
  return /^[0-9.]+$/.test(value) ? value : `"${value.replace(/"/g, '')}"`;
}

export function writeRule(clauses: Clause[]): string {
  return clauses
    .map(({ field, op, values }) => `${field} ${op} ${op === 'in' ? `(${values.map(written).join(', ')})` : written(values[0] ?? '')}`)
    .join(' and ');
}

export function opsOf(field: Field): Op[] {
  return field === 'years' || field === 'education' ? ['>=', '<=', '=', '>', '<'] : ['=', '!=', 'in'];
}
