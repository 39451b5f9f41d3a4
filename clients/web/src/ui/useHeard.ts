import { useEffect, useRef } from 'react';

/** Asks again whenever more changes have been heard of than before; `heard` counts them. */
export function useHeard(heard: number, again: () => void): void {
  const last = useRef(heard);
  useEffect(() => {
    if (heard === last.current) return;
    last.current = heard;
    again();
  }, [heard, again]);
}
