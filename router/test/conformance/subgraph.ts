import type { ToySubgraph } from '../toys/subgraph.ts';

type Resolver = (parent: never, args: never) => unknown;
type Value = Resolver | string | number | boolean | null | readonly unknown[] | Record<string, unknown>;
type Item = Record<string, unknown>;

const directives = ['key', 'shareable', 'external', 'requires', 'provides', 'interfaceObject', 'inaccessible', 'override', 'tag'];
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${directives.map((name) => `"@${name}"`).join(', ')}])`;

/** Whether a record has what a reference says of it; what a record does not know can't contradict. */
function fits(record: unknown, reference: unknown): boolean {
  if (Array.isArray(reference)) {
    return Array.isArray(record) && record.length === reference.length && reference.every((item, index) => fits(record[index], item));
  }
  if (typeof reference !== 'object' || reference === null) return record === reference;
  if (typeof record !== 'object' || record === null) return false;
  return Object.entries(reference).every(
    ([name, value]) => name === '__typename' || !(name in record) || fits((record as Item)[name], value),
  );
}

/**
 * A subgraph from its SDL (the federation link is put before it unless it brings its own), values or resolvers by type and field,
 * and the records by which it answers for its entities: the first that fits a reference, or null. An entity without records is
 * taken as the reference says.
 */
export function subgraph(
  name: string,
  typeDefs: string,
  values: Record<string, Record<string, Value>> = {},
  records: Record<string, readonly Item[]> = {},
): ToySubgraph {
  const resolvers: ToySubgraph['resolvers'] = {};
  for (const [type, fields] of Object.entries(values)) {
    const entries = Object.entries(fields).map(([field, value]) => [field, typeof value === 'function' ? value : () => value]);
    resolvers[type] = Object.fromEntries(entries) as Record<string, unknown>;
  }
  for (const [type, known] of Object.entries(records)) {
    const __resolveReference = (reference: Item): Item | null => {
      const found = known.find((record) => fits(record, reference));
      return found ? { ...reference, ...found } : null;
    };
    resolvers[type] = { ...resolvers[type], __resolveReference };
  }
  return { name, typeDefs: typeDefs.includes('@link(') ? typeDefs : `${link}\n${typeDefs}`, resolvers };
}
