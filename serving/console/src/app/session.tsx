import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';

import { session } from '@/api/calls';
import { Problem, setCsrf } from '@/api/http';
import type { Account, Role, Session } from '@/api/types';
import { switchWords } from '@/app/i18n';
import { adoptPrefs, prefs } from '@/app/prefs';

const Signed = createContext<Session | null>(null);

/** Who is signed in. Only below `RequireSession`. */
export function useAccount(): Account {
  const value = useContext(Signed);
  if (!value) throw new Error('useAccount outside of a session');
  return value.account;
}

export function useMay(): (...roles: Role[]) => boolean {
  const { role } = useAccount();
  return (...roles) => role === 'admin' || roles.includes(role);
}

/** The session, or null when nobody is signed in. Takes the account's language and display over. */
export function useSessionQuery() {
  return useQuery<Session | null>({
    queryKey: ['session'],
    staleTime: 300_000,
    queryFn: async () => {
      try {
        const answer = await session.read();
        setCsrf(answer.csrf_token);
        adoptPrefs(answer.account);
        await switchWords(prefs().language);
        return answer;
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }
    },
  });
}

export function SessionProvider({ value, children }: { value: Session; children: ReactNode }) {
  return <Signed value={value}>{children}</Signed>;
}
