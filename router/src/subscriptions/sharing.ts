import { createHash } from 'node:crypto';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration.ts';
import { forwardRule } from '../edge/headers.ts';
import { Refusal } from '../edge/refusal.ts';
import type { Scope } from '../edge/scope.ts';
import type { Engine, GraphQLRequest } from '../execution/engine.ts';
import type { Run } from '../execution/operations.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { openGroup, type Group, type Watcher } from './group.ts';
import { createHistories } from './history.ts';
import { latenessOf } from './lateness.ts';
import { createUpstreams } from './upstreams.ts';

export interface Watched {
  leave: () => void;
  /** To be called when the watcher is no longer behind. */
  caughtUp: () => void;
}

/** What is watched; `engine` and `subgraphs` are those of the version that prepared `run`. */
interface Asked {
  engine: Engine;
  subgraphs: Subgraphs;
  request: GraphQLRequest;
  run: Run;
  scope: Scope;
}

export type Watch = (asked: Asked, watcher: Watcher) => Watched;

export interface Sharing {
  watch: Watch;
  /**
   * A new version serves: what runs goes on by it where it asks the same of the same subgraph, so that the old one can be
   * forgotten; who comes from now on shares anew. Planning blocks: what waits gets its turn after each.
   */
  swapped: (engine: Engine) => Promise<void>;
  close: () => void;
}

const historyBytes = 16 * 1024 * 1024;

/** The headers with which any subgraph may be asked, besides the authority. A trace is nobody's authority. */
function forwardedHeaders(configuration: Configuration): (scope: Scope) => unknown {
  const rules = ['', ...Object.keys(configuration.subgraphs)].map((subgraph) => forwardRule(configuration, subgraph));
  return (scope) => {
    const { traceparent: _, ...headers } = Object.assign({}, ...rules.map((rule) => rule(scope))) as Record<string, string>;
    return [headers, scope.headers['accept-language']];
  };
}

/** Who asks the same of the same version, with the same authority, in the same language and headers, watches the same group. */
export function createSharing(parts: { configuration: Configuration; metrics: Metrics; log: Logger }): Sharing {
  const { configuration, metrics, log } = parts;
  const { share, late } = configuration.subscriptions;
  const upstreams = createUpstreams(configuration);
  const newHistory = createHistories(historyBytes);
  const forwarded = forwardedHeaders(configuration);
  const versions = new WeakMap<Engine, number>();
  let lastVersion = 0;
  /** The group that who comes next may join, if it is not too late. */
  const current = new Map<string, Group>();
  const groups = new Map<Group, Asked>();
  metrics.gauge('upstreams', () => groups.size);
  metrics.gauge('watchers', () => [...groups.keys()].reduce((sum, group) => sum + group.watchers(), 0));

  function versionOf(engine: Engine): number {
    const known = versions.get(engine) ?? (lastVersion += 1);
    versions.set(engine, known);
    return known;
  }

  function keyOf({ engine, request, run, scope }: Asked): string {
    const { identity, language } = scope;
    const same = [versionOf(engine), engine.source(run), request, identity.party, identity.key, language, forwarded(scope)];
    return createHash('sha256').update(JSON.stringify(same)).digest('base64');
  }

  function open(key: string, asked: Asked, withHistory: boolean): Group {
    const { engine, subgraphs, run, scope } = asked;
    const source = engine.source(run);
    const group: Group = openGroup({
      engine,
      run,
      // The group outlives whoever began it.
      scope: { ...scope, signal: undefined },
      open: () => upstreams.open({ ...source, subgraphs, scope }),
      eventTimeoutMs: configuration.requestTimeoutMs,
      history: withHistory ? newHistory() : undefined,
      onEnd: () => {
        groups.delete(group);
        if (current.get(key) === group) current.delete(key);
      },
    });
    groups.set(group, asked);
    if (share) current.set(key, group);
    return group;
  }

  function readopt(engine: Engine, group: Group, asked: Asked): void {
    const prepared = engine.prepare(asked.request, { ...asked.scope, work: { ...asked.scope.work } }, 'paid');
    if (prepared.kind === 'Rejected') return;
    const { run } = prepared;
    if (JSON.stringify(engine.source(run)) !== JSON.stringify(asked.engine.source(asked.run))) return;
    groups.set(group, { ...asked, engine, run });
    group.adopt(engine, run);
  }

  return {
    watch(asked, watcher) {
      const key = keyOf(asked);
      const lateness = latenessOf(asked.run, late);
      const there = share ? current.get(key) : undefined;
      const inTime = there && (!there.begun() || lateness === 'live' || there.history?.frames());
      const group = inTime ? there : open(key, asked, share && lateness === 'replay');
      group.join(watcher);
      return {
        leave: () => {
          group.leave(watcher);
        },
        caughtUp: group.caughtUp,
      };
    },
    async swapped(engine) {
      for (const [group, asked] of [...groups]) {
        if (asked.engine === engine) continue;
        await otherWork();
        try {
          if (groups.has(group)) readopt(engine, group, asked);
        } catch (error) {
          // What the new version refuses, or can't say, goes on by the old one.
          if (!(error instanceof Refusal)) log.error({ err: error }, 'a running subscription stays with the supergraph before');
        }
      }
    },
    close: () => {
      upstreams.close();
    },
  };
}
