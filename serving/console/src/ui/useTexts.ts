import { useQueries } from '@tanstack/react-query';

import { talents } from '@/api/calls';

/** The texts that spans refer to, by source id; one is missing while it loads. */
export function useTexts(talentId: string, sourceIds: string[]): Record<string, string | undefined> {
  const ids = [...new Set(sourceIds)].filter(Boolean);
  return useQueries({
    queries: ids.map((id) => ({ queryKey: ['text', talentId, id], queryFn: () => talents.text(talentId, id), staleTime: Infinity })),
    combine: (answers) => Object.fromEntries(ids.map((id, index) => [id, answers[index]?.data?.text])),
  });
}
