import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOverrides } from '../src/planning/overrides.ts';
import { startTestRouter } from './toys/router.ts';
import { startToys, type ToySubgraph } from './toys/subgraph.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])';
const fields = ['beta', 'gamma', 'some', 'all', 'none'];
const side = (name: string, typeDefs: string): ToySubgraph => ({
  name,
  typeDefs: `${link} ${typeDefs}`,
  resolvers: {
    Query: { clubs: () => [{ id: 'c1' }, { id: 'c2' }] },
    Club: { __resolveReference: (club: object) => club, ...Object.fromEntries(fields.map((field) => [field, () => name])) },
  },
});
const clubs = [
  side(
    'old',
    `type Query { clubs: [Club!]! } type Club @key(fields: "id") { id: ID! ${fields.map((field) => `${field}: String`).join(' ')} }`,
  ),
  side(
    'new',
    `type Club @key(fields: "id") { id: ID! beta: String @override(from: "old", label: "beta") gamma: String @override(from: "old", label: "gamma")
    some: String @override(from: "old", label: "percent(30)") all: String @override(from: "old", label: "percent(100)") none: String @override(from: "old", label: "percent(0)") }`,
  ),
];
/** Always the same ones: whoever they fall to, it is so in each run. */
const traces = Array.from({ length: 200 }, (_, index) => ((index + 1) * 2_654_435_761).toString(16).padStart(32, '0'));

let toys: Awaited<ReturnType<typeof startToys>>;
beforeAll(async () => {
  toys = await startToys(clubs);
});
afterAll(() => toys.stop());

test('a field has moved for those of whom its label holds: configured ones for all, percentages by trace', async () => {
  const router = await startTestRouter(toys.supergraph, {
    supergraph: { overrideLabels: ['gamma'] },
  });
  const ask = async (trace: string): Promise<Record<string, string>> => {
    const { body } = await router.post('{ clubs { beta gamma some all none } }', undefined, {
      traceparent: `00-${trace}-00f067aa0ba902b7-00`,
    });
    const [first, second] = body.data?.['clubs'] as Record<string, string>[];
    expect(second).toEqual(first);
    return first ?? {};
  };
  try {
    let moved = 0;
    for (const trace of traces) {
      const club = await ask(trace);
      expect(club).toEqual({ beta: 'old', gamma: 'new', some: club['some'], all: 'new', none: 'old' });
      if (club['some'] === 'new') moved += 1;
      if (moved < 5) expect(await ask(trace)).toEqual(club);
    }
    expect(moved).toBeGreaterThan(40);
    expect(moved).toBeLessThan(80);
  } finally {
    await router.stop();
  }
});

test('whoever has the smaller percentage has the greater ones too', () => {
  const labelsOf = createOverrides(['percent(5)', 'percent(10)', 'percent(99.5)', 'other'], []);
  const seen = new Set(Array.from({ length: 5000 }, (_, index) => labelsOf(`trace ${String(index)}`)));
  const all = ['percent(10)', 'percent(5)', 'percent(99.5)'];
  expect([...seen].sort()).toEqual(['', all[2], `${String(all[0])}\n${String(all[2])}`, all.join('\n')].sort());
});
