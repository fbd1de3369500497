import { useEffect } from 'react';

export type Keys = Record<string, (event: KeyboardEvent) => void>;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Plain keys of a screen; silent while somebody types or a dialog is open. */
export function useKeys(keys: Keys, on = true): void {
  useEffect(() => {
    if (!on) return;
    let first = '';
    let timer = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
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
