import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { RouterProvider } from 'react-router';

import { nonce } from '@/app/nonce';
import { setPrefs, usePrefs } from '@/app/prefs';
import { queries } from '@/app/query';
import { makeRouter } from '@/app/routes';
import { theme, variables } from '@/app/theme';

function useDark(choice: 'light' | 'dark' | 'system'): 'light' | 'dark' | undefined {
  return choice === 'system' ? undefined : choice;
}

export function App() {
  const { theme: choice } = usePrefs();
  const router = useMemo(makeRouter, []);
  const forced = useDark(choice);
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
        <Notifications position={phone ? 'top-center' : 'bottom-right'} limit={phone ? 1 : 3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
