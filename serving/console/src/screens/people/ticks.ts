import { useCallback, useState } from 'react';

/** As many people as one export may name. */
export const MOST = 1000;

export type Ticks = { ids: string[]; has: (id: string) => boolean; turn: (id: string) => void; span: (ids: string[]) => void; all: (ids: string[]) => void; none: () => void };

/** Which people are ticked, in the order they were. */
export function useTicks(): Ticks {
  const [ids, setIds] = useState<string[]>([]);
  const turn = useCallback((id: string) => setIds((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(0, MOST))), []);
  const span = useCallback((more: string[]) => setIds((now) => [...new Set([...now, ...more])].slice(0, MOST)), []);
  return { ids, has: (id) => ids.includes(id), turn, span, all: (every) => setIds(every.slice(0, MOST)), none: () => setIds([]) };
}
