import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { parseConfiguration } from '../src/configuration.ts';
import { createEngine, type Engine } from '../src/execution/engine.ts';
import { createGuard } from '../src/guard/guard.ts';
import { noMetrics } from '../src/telemetry/metrics.ts';
import { checked } from '../src/supergraph/version.ts';
import { createVersions } from '../src/supergraph/versions.ts';
import { startVersions } from './toys/versions.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
let toys: Awaited<ReturnType<typeof startVersions>>;
beforeAll(async () => {
  toys = await startVersions();
});
afterAll(() => toys.stop());

/** How many of 21 engines are left after 20 swaps, when each is handed to `keep`. */
async function leftAfterSwaps(keep: (engine: Engine) => void): Promise<number> {
  const configuration = parseConfiguration({}, {});
  const guard = createGuard(configuration);
  const log = pino({ level: 'silent' });
  const subgraphs = {
    ask: () => Promise.reject(new Error('none')),
    socketOf: () => Promise.reject(new Error('none')),
    update: () => undefined,
    close: () => Promise.resolve(),
  };
  const made: WeakRef<Engine>[] = [];
  const versions = createVersions({
    first: checked(toys.supergraphs.left, configuration),
    check: (sdl) => checked(sdl, configuration),
    engineOf: ({ planner, sdl }) => {
      const engine = createEngine({
        planner,
        subgraphs,
        supergraph: sdl,
        guard,
        configuration,
        introspection: false,
        metrics: noMetrics,
        log,
      });
      made.push(new WeakRef(engine));
      return engine;
    },
    subgraphs,
    configuration,
    metrics: noMetrics,
    log,
  });
  versions.current().warm('{ things { id by } }', undefined);
  for (let swap = 0; swap < 20; swap += 1) {
    keep(versions.current());
    await versions.offer(`${toys.supergraphs[swap % 2 === 0 ? 'right' : 'left']}\n# ${String(swap)}`);
  }
  for (let round = 0; round < 3; round += 1) {
    await turn();
    collect();
  }
  expect(versions.current().hottest(5)).toHaveLength(1);
  return made.filter((engine) => engine.deref() !== undefined).length;
}

test('leaves nothing of the versions that have served', async () => {
  expect(await leftAfterSwaps(() => undefined)).toBe(1);
  const held: Engine[] = [];
  expect(await leftAfterSwaps((engine) => held.push(engine))).toBe(21);
});
