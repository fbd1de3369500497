import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { RouterProvider } from 'react-router';

import { nonce } from '@/app/nonce';
import { setPrefs, usePrefs } from '@/app/prefs';
import { queries } from '@/app/query';
import { makeRouter } from '@/app/routes';
import { theme, variables } from '@/app/theme';
import { useToasted } from '@/ui/toast';

const Toasts = lazy(() => import('@/ui/Toasts'));

function useDark(choice: 'light' | 'dark' | 'system'): 'light' | 'dark' | undefined {
  return choice === 'system' ? undefined : choice;
}

export function App() {
  const { theme: choice } = usePrefs();
  const router = useMemo(makeRouter, []);
  const forced = useDark(choice);
  const toasted = useToasted();
  // on the phone the buttons are at the bottom, and nothing may lie over them
  const phone = useMediaQuery('(max-width: 860px)', undefined, { getInitialValueInEffect: false }) ?? false;
  useEffect(() => setPrefs({}), []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      getStyleNonce={() => nonce() ?? ''}
      defaultColorScheme="auto"
      forceColorScheme={forced}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        {toasted ? <Suspense fallback={null}><Toasts phone={phone} /></Suspense> : null}
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
