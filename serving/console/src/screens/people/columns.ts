import { useCallback, useState } from 'react';

import { useAccount } from '@/app/session';

export const COLUMNS = ['role', 'place', 'years', 'education', 'skills', 'languages', 'reach', 'updated'] as const;
export type ColumnName = (typeof COLUMNS)[number];

const USUAL: ColumnName[] = ['role', 'place', 'years', 'education', 'skills', 'updated'];
/** What still has room beside an open preview. */
export const NARROW: ColumnName[] = ['role', 'place', 'years'];
const WIDTHS: Record<ColumnName, string> = {
  role: 'minmax(180px, 1.9fr)', place: 'minmax(90px, 0.8fr)', years: '56px', education: '88px', skills: 'minmax(160px, 1.7fr)', languages: 'minmax(90px, 0.7fr)', reach: '76px', updated: '96px',
};

/** The grid of the list: the tick, the name, then what was chosen. */
export function gridOf(columns: ColumnName[], ticks: boolean): string {
  return [ticks ? '20px' : '', 'minmax(150px, 1.1fr)', ...columns.map((one) => WIDTHS[one])].filter(Boolean).join(' ');
}

function kept(key: string): ColumnName[] {
  const names = localStorage.getItem(key)?.split(',');
  return names ? COLUMNS.filter((one) => names.includes(one)) : USUAL;
}

/** The columns this user wants in this browser. */
export function useColumns(): [ColumnName[], (columns: ColumnName[] | null) => void] {
  const key = `trm.columns.people.${useAccount().id}`;
  const [columns, setColumns] = useState(() => kept(key));
  const choose = useCallback((wanted: ColumnName[] | null) => {
    if (wanted) localStorage.setItem(key, wanted.join(','));
    else localStorage.removeItem(key);
    setColumns(kept(key));
  }, [key]);
  return [columns, choose];
}
