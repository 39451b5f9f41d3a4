import { useEffect, useRef } from 'react';

/** Does `work` every `milliseconds` while `on`. */
export function useEvery(milliseconds: number, on: boolean, work: () => void): void {
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => {
      latest.current();
    }, milliseconds);
    return () => {
      clearInterval(timer);
    };
  }, [milliseconds, on]);
}
