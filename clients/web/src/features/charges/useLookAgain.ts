import { useEffect } from 'react';

/** Looks again at every interval while the page is looked at; null: not at all. */
export function useLookAgain(again: () => void, everyMs: number | null): void {
  useEffect(() => {
    if (everyMs === null) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') again();
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [again, everyMs]);
}
