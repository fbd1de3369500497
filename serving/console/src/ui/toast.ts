import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';

import { sentence } from '@/ui/states';

export function said(message: string): void {
  notifications.show({ message, autoClose: 3500, withBorder: true, color: 'ink' });
}

/** A change that did not go through: says so, and that it was taken back. */
export function refused(error: unknown, t: TFunction): void {
  const { title, detail } = sentence(error, t);
  notifications.show({ title, message: `${detail} ${t('state.rolledBack')}`.trim(), autoClose: 9000, withBorder: true, color: 'red' });
}
