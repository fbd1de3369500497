import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { Crash } from '@/app/Crash';
import { Frame } from '@/app/Frame';
import { RequireSession } from '@/app/RequireSession';
import { useAccount } from '@/app/session';

type Screen = { default: React.ComponentType };

function screen(path: string, load: () => Promise<Screen>): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).default }) };
}

function Home() {
  const { role } = useAccount();
  const to = role === 'hiring_manager' ? '/review' : role === 'data_scientist' ? '/models' : '/jobs';
  return <Navigate to={to} replace />;
}

export function makeRouter() {
  return createBrowserRouter([
    {
      errorElement: <Crash />,
      HydrateFallback: () => null,
      children: [
        screen('/signin', () => import('@/screens/signin/SignIn')),
        screen('/setup', () => import('@/screens/signin/SetUp')),
        screen('/reset', () => import('@/screens/signin/Reset')),
        screen('/invitation', () => import('@/screens/signin/Invitation')),
        {
          element: <RequireSession />,
          children: [
            {
              element: <Frame />,
              errorElement: <Crash />,
              children: [
                { path: '/', element: <Home /> },
                screen('/tasks', () => import('@/screens/tasks/Tasks')),
                screen('/people', () => import('@/screens/people/People')),
                screen('/people/:id', () => import('@/screens/talent/Talent')),
                screen('/jobs', () => import('@/screens/jobs/Jobs')),
                screen('/jobs/new', () => import('@/screens/jobs/NewJob')),
                screen('/jobs/:id', () => import('@/screens/matches/Matches')),
                screen('/review', () => import('@/screens/review/Reviews')),
                screen('/review/:id', () => import('@/screens/review/Review')),
                screen('/imports', () => import('@/screens/imports/Imports')),
                screen('/imports/:id', () => import('@/screens/imports/ImportRun')),
                screen('/duplicates', () => import('@/screens/merge/Duplicates')),
                screen('/duplicates/compare', () => import('@/screens/merge/ComparePeople')),
                screen('/trust', () => import('@/screens/trust/Trust')),
                screen('/models', () => import('@/screens/models/Models')),
                screen('/access', () => import('@/screens/access/Access')),
                screen('/settings', () => import('@/screens/settings/Settings')),
                screen('/system', () => import('@/screens/system/System')),
                screen('*', () => import('@/screens/NotFound')),
              ],
            },
          ],
        },
      ],
    },
  ]);
}
