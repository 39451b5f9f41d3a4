import * as fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { startTestRouter } from '../toys/router.ts';
import { startToys } from '../toys/subgraph.ts';
import { generous, runRouter } from './conforms.ts';
import { subgraph } from './subgraph.ts';

/** Stock is wrong here: what is right is what the fields say of themselves. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 20);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261);
const count = 6;
const graphs = ['a', 'b', 'c'];

interface Field {
  owner: string;
  /** Numbers of earlier fields, of other subgraphs. */
  requires: readonly number[];
}

const fields: fc.Arbitrary<Field[]> = fc
  .array(fc.record({ owner: fc.constantFrom(...graphs), requires: fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 }) }), {
    minLength: count,
    maxLength: count,
  })
  .map((all) =>
    all.map(({ owner, requires }, index) => ({
      owner,
      requires: requires.filter((other) => other < index && all[other]?.owner !== owner),
    })),
  );
const selections = fc.array(fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }), { minLength: 3, maxLength: 3 });

/** What a field is says all that it stands on. */
const valueOf = (all: readonly Field[], index: number): string =>
  `f${String(index)}(${(all[index]?.requires ?? []).map((other) => valueOf(all, other)).join()})`;

function subgraphsOf(all: readonly Field[]): ReturnType<typeof subgraph>[] {
  return graphs.map((name) => {
    const own = [...all.keys()].filter((index) => all[index]?.owner === name);
    const external = new Set(own.flatMap((index) => all[index]?.requires ?? []));
    const lines = own.map((index) => {
      const requires = (all[index]?.requires ?? []).map((other) => `f${String(other)}`);
      return `f${String(index)}: String ${requires.length > 0 ? `@requires(fields: "${requires.join(' ')}")` : ''}`;
    });
    const externals = [...external].map((index) => `f${String(index)}: String @external`);
    const resolvers = own.map((index) => [
      `f${String(index)}`,
      (thing: Record<string, unknown>) =>
        `f${String(index)}(${(all[index]?.requires ?? []).map((other) => String(thing[`f${String(other)}`])).join()})`,
    ]);
    return subgraph(
      name,
      `type Query { ${name}: [Thing]! } type Thing @key(fields: "id") { id: ID! ${[...lines, ...externals].join(' ')} }`,
      { Query: { [name]: [{ id: '1' }, null, { id: '2' }] }, Thing: Object.fromEntries(resolvers) as Record<string, () => unknown> },
    );
  });
}

test(`fields that require others in chains are right, wherever they are begun (${String(numRuns)} graphs with seed ${String(seed)})`, async () => {
  const property = fc.asyncProperty(fields, selections, async (all, asked) => {
    const toys = await startToys(subgraphsOf(all));
    const router = await startTestRouter(toys.supergraph, { limits: generous });
    try {
      for (const [index, wanted] of asked.entries()) {
        const root = graphs[index] ?? '';
        const query = `{ ${root} { ${wanted.map((field) => `f${String(field)}`).join(' ')} } }`;
        const { data, errors } = await runRouter(router, query);
        const thing = Object.fromEntries(wanted.map((field) => [`f${String(field)}`, valueOf(all, field)]));
        expect({ query, data, errors }).toEqual({ query, data: JSON.stringify({ [root]: [thing, null, thing] }), errors: [] });
      }
    } finally {
      await router.stop();
      await toys.stop();
    }
  });
  await fc.assert(property, { numRuns, seed });
}, 300_000);
