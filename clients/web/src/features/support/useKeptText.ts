import { useCallback, useState } from 'react';
import { keptTexts } from './keptTexts.ts';

/** What was being written, kept on this device until it is sent; by a key for each person and place, null where it may not be kept. */
export function useKeptText(key: string | null) {
  const [text, setText] = useState(() => (key === null ? '' : (keptTexts.read(key) ?? '')));
  const write = useCallback(
    (next: string) => {
      setText(next);
      if (key !== null) keptTexts.write(key, next);
    },
    [key],
  );
  return [text, write] as const;
}
