import { MutationCache, QueryClient } from '@tanstack/react-query';

import { Problem } from '@/api/http';

function again(failures: number, error: Error): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 502) && failures < 2;
}

export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: again, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
  mutationCache: new MutationCache(),
});
