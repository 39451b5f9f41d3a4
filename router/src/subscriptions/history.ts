/** What a group has sent since it began, for who joins late. */
export interface History {
  /** Undefined once it is no longer whole. */
  frames: () => readonly Buffer[] | undefined;
  add: (frame: Buffer) => void;
  forget: () => void;
}

const mostEvents = 1000;
const mostBytes = 1_048_576;

/** Histories that hold `capacity` bytes together at most: a history that doesn't fit is forgotten. */
export function createHistories(capacity: number): () => History {
  let heldByAll = 0;
  return () => {
    let frames: Buffer[] | undefined = [];
    let bytes = 0;
    const forget = (): void => {
      frames = undefined;
      heldByAll -= bytes;
      bytes = 0;
    };
    return {
      frames: () => frames,
      add(frame) {
        if (!frames) return;
        frames.push(frame);
        bytes += frame.length;
        heldByAll += frame.length;
        if (frames.length > mostEvents || bytes > mostBytes || heldByAll > capacity) forget();
      },
      forget,
    };
  };
}
