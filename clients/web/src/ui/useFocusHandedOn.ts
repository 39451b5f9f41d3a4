import { useEffect } from 'react';

/** When the component goes away with the focus in it, the page's heading takes it. */
export function useFocusHandedOn(): void {
  useEffect(() => handFocusOn, []);
}

export function handFocusOn(): void {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}
