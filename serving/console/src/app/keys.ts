import { useEffect } from 'react';

export type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Whether a key belongs to what has the focus: letters to a text, arrows and space to a choice. */
function typing(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type)) return key === ' ' || key.startsWith('Arrow');
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Plain keys of a screen; silent while somebody types or a dialog is open. */
export function useKeys(keys: Keys, on = true): void {
  useEffect(() => {
    if (!on) return;
    let first = '';
    let timer = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target, event.key)) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
      const pair = first ? `${first} ${event.key}` : '';
      const act = keys[pair] ?? keys[event.key];
      window.clearTimeout(timer);
      first = event.key;
      timer = window.setTimeout(() => { first = ''; }, 900);
      if (!act) return;
      first = '';
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', listen);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener('keydown', listen);
    };
  }, [keys, on]);
}
