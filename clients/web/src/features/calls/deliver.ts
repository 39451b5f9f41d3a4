import { readRefusal } from '@ycyw/core/refusal';
import type { CombinedError } from 'urql';

const firstPause = 300;
const longestPause = 3_000;

const pause = (milliseconds: number, until: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    until.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Asks until an answer comes: while routers restart there is none. A refusal is an answer. */
export async function deliver(ask: () => PromiseLike<{ error?: CombinedError | undefined }>, until: AbortSignal): Promise<void> {
  for (let pausing = firstPause; !until.aborted; pausing = Math.min(longestPause, pausing * 2)) {
    const { error } = await ask();
    if (!error || !['OFFLINE', 'INTERNAL'].includes(readRefusal(error).code)) return;
    await pause(pausing, until);
  }
}
