import { type UIEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const nearBottom = 120;

/**
 * A list whose newest end stays in sight unless the reader has scrolled away, who then keeps their place; `first` is what it begins with,
 * `changes` are what it grows by.
 */
export function useScroll(first: unknown, changes: readonly unknown[]) {
  const box = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, []);
  const fromEnd = useRef(0);
  const begins = useRef(first);
  useLayoutEffect(() => {
    if (!box.current) return;
    if (pinned.current) toEnd();
    else {
      // At the very top no browser keeps the place by itself.
      if (first !== begins.current) box.current.scrollTop = box.current.scrollHeight - fromEnd.current;
      fromEnd.current = box.current.scrollHeight - box.current.scrollTop;
    }
    begins.current = first;
  }, [toEnd, first, ...changes]);
  // A keyboard that opens, or what comes up below, takes room away.
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(() => {
      if (pinned.current) toEnd();
    });
    watch.observe(box.current);
    return () => {
      watch.disconnect();
    };
  }, [toEnd]);
  const onScroll = useCallback(({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent<HTMLDivElement>) => {
    fromEnd.current = scrollHeight - scrollTop;
    pinned.current = fromEnd.current - clientHeight < nearBottom;
    setAway(!pinned.current);
  }, []);
  /** What grows later, as pictures do, moves nothing out of sight either. */
  const onGrown = useCallback(() => {
    if (pinned.current) toEnd();
  }, [toEnd]);
  return { box, away, toEnd, onScroll, onGrown };
}
