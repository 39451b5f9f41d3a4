import { SupportQueueChangedDocument } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useEffect } from 'react';
import { keepOpen } from '../support/keepOpen.ts';

/** Changes come in bursts; one look answers them all. */
const settleMs = 150;
/** However much the queue moves, a look is not sooner after the one before. */
const atMostEveryMs = 2000;

/** Calls `look` when something moved at the desk. */
export function useQueueNews(live: Live, look: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lookedAt = -Infinity;
    const stop = keepOpen(live, SupportQueueChangedDocument, {}, () => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          lookedAt = performance.now();
          look();
        },
        Math.max(settleMs, lookedAt + atMostEveryMs - performance.now()),
      );
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [live, look]);
}
