import { useCallback, useRef } from 'react';

/** One key an input: asking the same again after a lost answer must not do it twice. */
export function useIdempotencyKey(): (input: unknown) => string {
  const last = useRef<{ input: string; key: string }>(undefined);
  return useCallback((input: unknown) => {
    const text = JSON.stringify(input);
    if (last.current?.input !== text) last.current = { input: text, key: crypto.randomUUID() };
    return last.current.key;
  }, []);
}
