import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { createPlanner } from '../../src/planning/planning.ts';
import { startTestRouter, type TestRouter } from '../toys/router.ts';
import { store } from '../toys/store.ts';
import { startToys } from '../toys/subgraph.ts';
import { generous, runRouter, startStock, type Outcome, type Stock } from './conforms.ts';
import { queries, type Generated, type Pools } from './generation.ts';
import { harbour } from './worlds/harbour.ts';

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 150);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261);

const basic: Pools = { Int: [2, 0, 1, 3], String: ['t', '', 'en'], Boolean: [true, false] };
const worlds: { world: string; subgraphs: typeof store; pools: Pools; left: string[]; interfaceObjects: Record<string, string[]> }[] = [
  {
    world: 'store',
    subgraphs: store,
    pools: {
      ...basic,
      ID: ['u1', 'u2', 'nobody', 'u3'],
      'Query.users(ids)': [['u2', 'u1'], [], ['nobody', 'u3']],
      'Query.item(sku)': ['b1', 'g1', 'none'],
      'Query.book(sku)': ['b2', 'b1', 'none'],
      'Query.review(id)': ['r1', 'r3', 'none'],
      Filter: [
        { text: 'all' },
        { text: '', kinds: ['BOOK'] },
        { text: 'all', kinds: [], range: { to: 3 } },
        { text: 'x', range: { from: 1000 } },
      ],
    },
    // What it shows depends on who asks.
    left: ['Query.headers'],
    interfaceObjects: { Item: ['stock', 'sku'] },
  },
  {
    world: 'harbour',
    subgraphs: harbour,
    pools: {
      ...basic,
      ID: ['f1', 't1', 'none', 'f2'],
      Kind: ['TUG', 'FERRY'],
      Rank: ['MASTER', 'MATE'],
      'Query.port(code)': ['KRS', 'OSL', 'XXX'],
      'Query.captain(id)': ['c2', 'c1', 'none'],
      Filter: [{}, { words: null, size: {} }, { words: [], kind: 'TUG' }, { size: { min: null, max: 2 } }],
    },
    // Asked for of one type, stock sends what it requires for objects of other types too.
    left: ['Vessel', 'Ferry', 'Tug'].map((type) => `${type}.label`),
    interfaceObjects: { Vessel: ['premium', 'policy', 'id'] },
  },
];

/** Whether the data has a null at the path, or on the way to it. */
function isNullAt(data: unknown, path: readonly string[]): boolean {
  let at: unknown = data;
  for (const step of path) {
    if (at === null || at === undefined) return true;
    at = (at as Record<string, unknown>)[step];
  }
  return at === null || at === undefined;
}

/** Stock merges fragments of one condition, which moves their fields: the order of keys is left to the topics to check. */
const sorted = (json: string | undefined): string | undefined =>
  json &&
  JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/**
 * What is wrong with our errors: each of ours has to say why there is a null; each of stock's has to be among ours, and ours
 * among stock's, unless they tell of a null that had to be carried up, of which stock is silent. Of a list in which only some
 * are asked for, stock tells the index among those: indices are compared by the topics.
 */
function faults(ours: Outcome, stock: Outcome): string[] {
  const data: unknown = JSON.parse(ours.data ?? 'null');
  const baseless = ours.errors.filter((error) => !isNullAt(data, error.split(' ', 1)[0]?.split('.') ?? []));
  const placed = (errors: readonly string[]): string[] => errors.map((error) => error.replaceAll(/\.\d+/g, '.#'));
  const excess = placed(ours.errors);
  const missing = placed(stock.errors).filter((error) => {
    const index = excess.indexOf(error);
    if (index >= 0) excess.splice(index, 1);
    return index < 0;
  });
  return [
    ...baseless.map((error) => `where there is data: ${error}`),
    ...missing.map((error) => `only stock: ${error}`),
    ...excess.filter((error) => !error.endsWith(' INTERNAL')).map((error) => `only ours: ${error}`),
  ];
}

describe.each(worlds)('generated queries of the $world', ({ subgraphs, pools, left, interfaceObjects }) => {
  let router: TestRouter;
  let stock: Stock;
  let arbitrary: fc.Arbitrary<Generated>;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const toys = await startToys(subgraphs);
    stops.unshift(toys.stop);
    router = await startTestRouter(toys.supergraph, { limits: generous });
    stops.unshift(router.stop);
    stock = await startStock(toys.supergraph);
    stops.unshift(stock.stop);
    const { apiSchema } = createPlanner(toys.supergraph);
    arbitrary = queries(apiSchema, pools, { left, interfaceObjects });
    for (const { query } of fc.sample(arbitrary, { numRuns: 20, seed })) expect(validate(apiSchema, parse(query))).toEqual([]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  test(`are answered as stock answers them (${numRuns} with seed ${seed})`, async () => {
    const property = fc.asyncProperty(arbitrary, async ({ query, variables }) => {
      const [ours, theirs] = [await runRouter(router, query, variables), await stock.run(query, variables)];
      if (sorted(ours.data) !== sorted(theirs.data))
        throw new Error(`data\n  ours  ${String(ours.data)}\n  stock ${String(theirs.data)} ${theirs.errors.join()}`);
      const wrong = faults(ours, theirs);
      if (wrong.length > 0) throw new Error(`errors\n  ${wrong.join('\n  ')}\n  data ${String(ours.data)}`);
    });
    const report = await fc.check(property, { numRuns, seed });
    if (!report.failed) return;
    const [found] = report.counterexample ?? [];
    const why = report.errorInstance instanceof Error ? report.errorInstance.message : '';
    throw new Error(
      `seed ${report.seed}, path ${report.counterexamplePath ?? ''}\n${found?.query ?? ''}\n${JSON.stringify(found?.variables)}\n${why}`,
    );
  }, 600_000);
});
