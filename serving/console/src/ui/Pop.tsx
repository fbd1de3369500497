import './Pop.css';

import { type ReactNode, useEffect, useRef } from 'react';

type Props = { open: boolean; close: () => void; label?: string; children: ReactNode };

/** Where it goes: under the button before it, inside the window. */
function place(box: HTMLElement): void {
  const at = box.previousElementSibling?.getBoundingClientRect();
  if (!at) return;
  const { width, height } = box.getBoundingClientRect();
  const under = at.bottom + 4;
  box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, under + height > window.innerHeight ? Math.min(under, window.innerHeight - height - 8) : under)}px`;
}

/** A small box under the element before it. The browser closes it on Escape and on a click outside, and gives the focus back. */
export function Pop({ open, close, label, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = box.current;
    if (!open || !here) return;
    here.showPopover();
    place(here);
    const grown = new ResizeObserver(() => {
      place(here);
      if (!here.contains(document.activeElement)) here.querySelector<HTMLElement>('[data-autofocus], input, select, button')?.focus();
    });
    grown.observe(here);
    return () => grown.disconnect();
  }, [open]);
  if (!open) return null;
  return <div ref={box} className="pop" popover="auto" role="dialog" aria-label={label} onToggle={(event) => { if (event.newState === 'closed') close(); }}>{children}</div>;
}
