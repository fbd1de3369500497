import { notifications } from '@mantine/notifications';
import i18next, { type TFunction } from 'i18next';
import { createElement, useSyncExternalStore } from 'react';

import { sentence } from '@/ui/states';

let toasted = false;
const listeners = new Set<() => void>();

function show(message: Parameters<typeof notifications.show>[0]): void {
  notifications.show({ withBorder: true, closeButtonProps: { 'aria-label': i18next.t('do.close', { ns: 'words' }) }, ...message });
  toasted = true;
  for (const listener of listeners) listener();
}

/** True from the first message on; what shows them is not fetched before. */
export function useToasted(): boolean {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => toasted);
}

/** What was done, and for a while the way back, if there is one. */
export function said(message: string, back?: { word: string; go: () => void }): void {
  if (!back) return show({ message, autoClose: 3500, color: 'ink' });
  const id = `back-${Date.now()}`;
  const undo = createElement('button', { type: 'button', className: 'plain undo', onClick: () => { notifications.hide(id); back.go(); } }, back.word);
  show({ id, message: createElement('span', { className: 'row between' }, message, undo), autoClose: 12_000, color: 'ink' });
}

/** A change that did not go through: says so, and that it was taken back. */
export function refused(error: unknown, t: TFunction): void {
  const { title, detail } = sentence(error, t);
  show({ title, message: `${detail} ${t('state.rolledBack')}`.trim(), autoClose: 9000, color: 'red' });
}
