import type { ClientError } from '../edge/refusal.ts';
import type { Scope } from '../edge/scope.ts';
import type { Engine } from '../execution/engine.ts';
import type { Run } from '../execution/operations.ts';
import type { History } from './history.ts';
import type { Upstream } from './upstreamSocket.ts';

/** Somebody who gets a subscription's answers. */
export interface Watcher {
  /** An answer's JSON. `replayed` when it was sent to others before. */
  next: (answer: Buffer, replayed: boolean) => void;
  /** Nothing more comes; `errors` when that was not the subgraph's own will. */
  end: (errors: readonly ClientError[]) => void;
  /** Whether earlier answers still wait for the client to take them. */
  behind: () => boolean;
}

/** One subscription at a subgraph, and all who watch it. */
export interface Group {
  watchers: () => number;
  /** Whether it has sent something. */
  begun: () => boolean;
  history: History | undefined;
  join: (watcher: Watcher) => void;
  /** The last one to leave ends the subscription at the subgraph. */
  leave: (watcher: Watcher) => void;
  /** A watcher is no longer behind. */
  caughtUp: () => void;
  /** Completes what comes from now on as `run` of another engine, whose source must be the same. */
  adopt: (engine: Engine, run: Run) => void;
}

// Line breaks can only stand between JSON's tokens, and event streams would break there.
const bytesOf = (text: string): Buffer => Buffer.from(text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, ' ') : text);

/**
 * Completes each event once and hands the same bytes to every watcher, in order. A watcher who is behind holds up nobody; only
 * when all of them are does the group take nothing more from the subgraph.
 */
export function openGroup(options: {
  engine: Engine;
  run: Run;
  /** Whose authority and language it has: that of the first watcher, and of all by the key that they share. */
  scope: Scope;
  open: () => Promise<Upstream>;
  eventTimeoutMs: number;
  history: History | undefined;
  onEnd: () => void;
}): Group {
  // Nothing below may hold `options`: it holds the version that began the group.
  const { scope, history, eventTimeoutMs, onEnd } = options;
  let { engine, run } = options;
  const watchers = new Set<Watcher>();
  let upstream: Upstream | undefined;
  let begun = false;
  let ended = false;
  let wake: (() => void) | undefined;

  function finish(errors: readonly ClientError[]): void {
    if (ended) return;
    ended = true;
    upstream?.stop();
    wake?.();
    history?.forget();
    onEnd();
    for (const watcher of [...watchers]) watcher.end(errors);
    watchers.clear();
  }

  function allBehind(): boolean {
    for (const watcher of watchers) if (!watcher.behind()) return false;
    return true;
  }

  const isOver = (): boolean => ended;

  async function pump(opening: Promise<Upstream>): Promise<void> {
    upstream = await opening;
    if (isOver()) upstream.stop();
    for (let event = await upstream.next(); event && !isOver(); event = await upstream.next()) {
      const answer = await engine.event(run, event, { ...scope, deadline: performance.now() + eventTimeoutMs, setCookies: [] });
      const bytes = bytesOf(answer.text);
      begun = true;
      history?.add(bytes);
      for (const watcher of watchers) watcher.next(bytes, false);
      while (!isOver() && allBehind()) await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  pump(options.open()).then(
    () => {
      finish([]);
    },
    (error: unknown) => {
      if (!ended) finish(engine.ended(run, error, scope));
    },
  );

  return {
    watchers: () => watchers.size,
    begun: () => begun,
    history,
    join(watcher) {
      watchers.add(watcher);
      for (const answer of history?.frames() ?? []) watcher.next(answer, true);
      wake?.();
    },
    leave(watcher) {
      if (watchers.delete(watcher) && watchers.size === 0) finish([]);
      wake?.();
    },
    caughtUp: () => wake?.(),
    adopt(nextEngine, nextRun) {
      engine = nextEngine;
      run = nextRun;
      // What the others had was completed otherwise, perhaps with what may no longer be read.
      history?.forget();
    },
  };
}
