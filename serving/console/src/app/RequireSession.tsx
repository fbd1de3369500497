import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';

import { SessionProvider, useSessionQuery } from '@/app/session';
import { Enrol } from '@/screens/signin/Enrol';
import { Gate } from '@/screens/signin/Gate';
import { Failed, Loading } from '@/ui/states';

/** Lets signed-in people through; others sign in first and come back to the same address. */
export function RequireSession() {
  const { data, error, isPending, refetch } = useSessionQuery();
  const { pathname, search } = useLocation();
  const { t } = useTranslation();
  if (isPending) return <Loading />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/signin${next}`} replace />;
  }
  if (data.must_enrol) {
    return (
      <Gate title={t('factor.title')} note={t('factor.mustNote')}>
        <Enrol done={() => void refetch()} />
      </Gate>
    );
  }
  return (
    <SessionProvider value={data}>
      <Outlet />
    </SessionProvider>
  );
}
