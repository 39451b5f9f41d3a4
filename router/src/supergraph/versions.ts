import { setImmediate as otherWork } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration.ts';
import type { Engine } from '../execution/engine.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { idOf, type Checked } from './version.ts';

export interface Versions {
  /** The engine of the version that serves. What it has prepared it must run: another version knows other plans. */
  current: () => Engine;
  /** Checks `sdl`, warms it and swaps it in. What can't be served is refused with one line in the log. Not to be called before it is done. */
  offer: (sdl: string) => Promise<void>;
}

/** One version after the other serves; the old one lives on in what it has begun, and nowhere else. */
export function createVersions(parts: {
  first: Checked;
  /** Throws with the reason when a text can't be served. */
  check: (sdl: string) => Checked;
  engineOf: (version: Checked) => Engine;
  subgraphs: Subgraphs;
  configuration: Configuration;
  metrics: Metrics;
  log: Logger;
}): Versions {
  const { configuration, metrics, log } = parts;
  let serving = { id: parts.first.id, engine: parts.engineOf(parts.first) };
  let refused = '';
  metrics.gauge('supergraph_refused', () => (refused === '' ? 0 : 1));

  /** Planning blocks: what waits gets its turn after each operation. Gives how many there were, and how many the new graph can't answer. */
  async function warm(engine: Engine): Promise<{ warmed: number; lost: number }> {
    const hottest = serving.engine.hottest(configuration.supergraph.warm);
    let lost = 0;
    for (const { query, operationName, variant } of hottest) {
      await otherWork();
      if (!engine.warm(query, operationName, variant)) lost += 1;
    }
    return { warmed: hottest.length - lost, lost };
  }

  async function swap(sdl: string): Promise<void> {
    const began = performance.now();
    const next = parts.check(sdl);
    await otherWork();
    const engine = parts.engineOf(next);
    const warmed = await warm(engine);
    parts.subgraphs.update(next.planner.subgraphs);
    log.info({ supergraph: next.id, before: serving.id, ...warmed, ms: Math.round(performance.now() - began) }, 'new supergraph');
    serving = { id: next.id, engine };
  }

  return {
    current: () => serving.engine,
    async offer(sdl) {
      const id = idOf(sdl);
      if (id === serving.id || id === refused) return;
      try {
        await swap(sdl);
        refused = '';
      } catch (error) {
        refused = id;
        const reason = error instanceof Error ? error.message : String(error);
        log.error({ supergraph: id, serving: serving.id, reason }, 'supergraph refused');
      }
    },
  };
}
