import { type RefObject, useEffect, useRef } from 'react';

/** For what comes in place of the element that had the focus: takes it on arrival, and whenever `takes` turns true. */
export function useTakenFocus<Place extends HTMLElement>(takes: boolean): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => {
    if (takes) place.current?.focus();
  }, [takes]);
  return place;
}
