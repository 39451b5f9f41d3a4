import { useEffect, useRef } from 'react';
import { useOnline } from './useOnline.ts';

/** Does `again` when the network comes back. */
export function useBackOnline(again: () => void): void {
  const online = useOnline();
  const before = useRef(online);
  useEffect(() => {
    if (online && !before.current) again();
    before.current = online;
  }, [online, again]);
}
