export type FeedState = 'connecting' | 'live' | 'waiting';

type Sink<M> = { next: (message: M) => void; opened: () => void; closed: () => void };

type Feed<M> = {
  /** Opens one subscription; returns what ends it. `closed` is called once, however it ends. */
  subscribe: (afterSequence: number, sink: Sink<M>) => () => void;
  /** Asked again before each attempt. */
  resumeAfter: () => number;
  receive: (message: M) => void;
  changed: (state: FeedState) => void;
  /** Calls back after `milliseconds`; returns what cancels it. */
  wait: (milliseconds: number, then: () => void) => () => void;
  random?: () => number;
};

/** Keeps one subscription open: after each break it resumes behind the last message seen, waiting 0.5 s, 1 s … 15 s, with jitter. */
export function followMessages<M>(feed: Feed<M>): () => void {
  let stopped = false;
  let failures = 0;
  let release: () => void = () => undefined;

  const open = () => {
    let ended = false;
    feed.changed('connecting');
    release = feed.subscribe(feed.resumeAfter(), {
      opened: () => {
        failures = 0;
        if (!stopped && !ended) feed.changed('live');
      },
      next: (message) => {
        failures = 0;
        if (!stopped && !ended) feed.receive(message);
      },
      closed: () => {
        if (stopped || ended) return;
        ended = true;
        feed.changed('waiting');
        const longest = Math.min(15_000, 500 * 2 ** failures++);
        release = feed.wait(longest * (0.5 + (feed.random ?? Math.random)() / 2), open);
      },
    });
  };

  open();
  return () => {
    stopped = true;
    release();
  };
}
