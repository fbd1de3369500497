import { lazy, Suspense } from 'react';

import type { ConfirmProps } from '@/ui/ConfirmBox';

const Box = lazy(() => import('@/ui/ConfirmBox'));

/** A question before something that matters; its dialog is fetched when it is first asked. */
export function Confirm({ open, ...asked }: ConfirmProps) {
  return open ? <Suspense fallback={null}><Box {...asked} /></Suspense> : null;
}
