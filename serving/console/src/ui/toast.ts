import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';

import { sentence } from '@/ui/states';

let toasted = false;
const listeners = new Set<() => void>();

function show(message: Parameters<typeof notifications.show>[0]): void {
  notifications.show({ withBorder: true, ...message });
  toasted = true;
  for (const listener of listeners) listener();
}

/** True from the first message on; what shows them is not fetched before. */
export function useToasted(): boolean {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => toasted);
}

export function said(message: string): void {
  show({ message, autoClose: 3500, color: 'ink' });
}

/** A change that did not go through: says so, and that it was taken back. */
export function refused(error: unknown, t: TFunction): void {
  const { title, detail } = sentence(error, t);
  show({ title, message: `${detail} ${t('state.rolledBack')}`.trim(), autoClose: 9000, color: 'red' });
}
