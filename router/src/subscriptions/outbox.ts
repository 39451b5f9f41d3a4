import { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';

/** What is written to one client, in order. It keeps references while the client is behind, so that what is shared stays shared. */
export interface Outbox {
  /** `counted: false` for what is bounded elsewhere. */
  send: (pieces: readonly Buffer[], counted?: boolean) => void;
  /** Whether something waits. */
  behind: () => boolean;
  close: () => void;
}

interface Waiting {
  pieces: readonly Buffer[];
  bytes: number;
}

/** Below it one copy is cheaper than another system call's vector. */
const copiedBytes = 4096;
const sizeOf = (pieces: readonly Buffer[]): number => {
  let bytes = 0;
  for (const piece of pieces) bytes += piece.length;
  return bytes;
};

/**
 * `onSlow` is called once, with a reason: when more than `limitBytes` wait, or when the client has taken nothing for `stallMs`.
 * `onCaughtUp` is called whenever nothing waits any more.
 */
export function createOutbox(options: {
  stream: Writable;
  limitBytes: number;
  stallMs: number;
  onSlow: (reason: string) => void;
  onCaughtUp: () => void;
}): Outbox {
  const { stream, limitBytes, stallMs, onSlow } = options;
  const waiting: Waiting[] = [];
  let counted = 0;
  let full = false;
  let closed = false;
  let stalled: NodeJS.Timeout | undefined;

  // It gathers what it is given in one turn by itself, and says nothing of being full while it is corked.
  const isResponse = stream instanceof ServerResponse;
  const isFull = (): boolean => full;

  function close(): void {
    closed = true;
    waiting.length = 0;
    clearTimeout(stalled);
    stream.off('drain', drained);
  }

  function slow(reason: string): void {
    if (closed) return;
    close();
    onSlow(reason);
  }

  function write(pieces: readonly Buffer[]): void {
    const bytes = sizeOf(pieces);
    if (bytes <= copiedBytes) {
      full = !stream.write(Buffer.concat(pieces, bytes));
    } else {
      if (!isResponse) stream.cork();
      for (const piece of pieces) full = !stream.write(piece);
      if (!isResponse) stream.uncork();
    }
    if (!full) return;
    clearTimeout(stalled);
    stalled = setTimeout(() => {
      slow(`nothing taken for ${String(stallMs)} ms`);
    }, stallMs);
  }

  function drained(): void {
    clearTimeout(stalled);
    full = false;
    while (!isFull()) {
      const next = waiting.shift();
      if (!next) {
        options.onCaughtUp();
        return;
      }
      counted -= next.bytes;
      write(next.pieces);
    }
  }

  stream.on('drain', drained);
  return {
    send(pieces, counts = true) {
      if (closed) return;
      if (!full) {
        write(pieces);
        return;
      }
      const bytes = counts ? sizeOf(pieces) : 0;
      waiting.push({ pieces, bytes });
      counted += bytes;
      if (counted > limitBytes) slow(`more than ${String(limitBytes)} bytes wait`);
    },
    behind: isFull,
    close,
  };
}
