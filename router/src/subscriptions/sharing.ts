import { createHash } from 'node:crypto';
import type { Configuration } from '../configuration.ts';
import { forwardRule } from '../edge/headers.ts';
import type { Scope } from '../edge/scope.ts';
import type { Engine, GraphQLRequest, Run } from '../execution/engine.ts';
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

/** Subscribes; `engine` and `subgraphs` are those of the version that prepared `run`. */
export type Watch = (
  asked: { engine: Engine; subgraphs: Subgraphs; request: GraphQLRequest; run: Run; scope: Scope },
  watcher: Watcher,
) => Watched;

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
export function createSharing({ configuration, metrics }: { configuration: Configuration; metrics: Metrics }): {
  watch: Watch;
  close: () => void;
} {
  const { share, late } = configuration.subscriptions;
  const upstreams = createUpstreams(configuration);
  const newHistory = createHistories(historyBytes);
  const forwarded = forwardedHeaders(configuration);
  const versions = new WeakMap<Engine, number>();
  let lastVersion = 0;
  /** The group that who comes next may join, if it is not too late. */
  const current = new Map<string, Group>();
  const groups = new Set<Group>();
  metrics.gauge('upstreams', () => groups.size);
  metrics.gauge('watchers', () => [...groups].reduce((sum, group) => sum + group.watchers(), 0));

  function versionOf(engine: Engine): number {
    const known = versions.get(engine) ?? (lastVersion += 1);
    versions.set(engine, known);
    return known;
  }

  return {
    watch({ engine, subgraphs, request, run, scope }, watcher) {
      const source = engine.source(run);
      const { identity, language } = scope;
      const key = createHash('sha256')
        .update(JSON.stringify([versionOf(engine), source, request, identity.party, identity.key, language, forwarded(scope)]))
        .digest('base64');
      const lateness = latenessOf(run, late);
      const there = share ? current.get(key) : undefined;
      let group = there && (!there.begun() || lateness === 'live' || there.history?.frames()) ? there : undefined;
      if (!group) {
        const made: Group = openGroup({
          engine,
          run,
          // The group outlives whoever began it.
          scope: { ...scope, signal: undefined },
          open: () => upstreams.open({ ...source, subgraphs, scope }),
          eventTimeoutMs: configuration.requestTimeoutMs,
          history: share && lateness === 'replay' ? newHistory() : undefined,
          onEnd: () => {
            groups.delete(made);
            if (current.get(key) === made) current.delete(key);
          },
        });
        group = made;
        groups.add(made);
        if (share) current.set(key, made);
      }
      group.join(watcher);
      const { leave, caughtUp } = group;
      return {
        leave: () => {
          leave(watcher);
        },
        caughtUp,
      };
    },
    close: () => {
      upstreams.close();
    },
  };
}
