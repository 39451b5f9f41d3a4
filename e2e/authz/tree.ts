import type { Field, Supergraph } from './supergraph.ts';

/** A field as it is asked for: at its place below a root, with what is asked below it. */
export interface Branch {
  /** What it answers to. */
  key: string;
  /** The type that has it. */
  parent: string;
  field: Field;
  /** The member of a union that has it. */
  on: string | null;
  args: string;
  children: Branch[];
}

const pageSize = 3;
const deepest = 13;
/** Whose things are somebody's: met again they are read one level further, for it may be somebody else's. */
const somebodys = new Set(['User', 'Booking', 'Conversation']);
/** Values that stand in a hundred places: met again, one leaf shows that the way to them is open. */
const values = new Set(
  (
    'Money PageInfo Acriss GeoPoint Agency VehicleClass Stop Photo Recommendation RatePlan Price PriceLine TaxLine Rounding Mileage CancellationTier ' +
    'Extra CarDelivery BillingDocument ChargeReading Inspection InspectionPhoto DamageMark Review RatingSummary'
  ).split(' '),
);

function argumentsOf(parent: string, { name, args }: Field): string {
  const given = args.flatMap((arg) => {
    if (arg.name === 'first' && !arg.required) return [`first: ${pageSize}`];
    if (!arg.required) return [];
    if (arg.example === null) throw new Error(`${parent}.${name} needs ${arg.name}, and nothing says what to give`);
    return [`${arg.name}: ${arg.example}`];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

/**
 * All that can be read below a type: each of its fields once, and each type's fields where it is met first; where it is
 * met again its leaves, so that every way from a parent to a type is gone. Of one subgraph alone where `graph` is given.
 */
export function treeBelow(graph: Supergraph, type: string, only?: string): Branch[] {
  const grown = new Set<string>();
  const top: Branch[] = [];
  const places: { type: string; into: Branch[]; depth: number; on: string | null; last: boolean }[] = [
    { type, into: top, depth: 1, on: null, last: false },
  ];
  for (let place = places.shift(); place; place = places.shift()) {
    const { type: name, into, depth, on } = place;
    for (const member of graph.unions.get(name) ?? []) places.unshift({ ...place, type: member, on: member });
    const fields = graph.objects.get(name);
    if (!fields) continue;
    const known = grown.has(name);
    const again = place.last || depth >= deepest || (known && !somebodys.has(name));
    if (!place.last) grown.add(name);
    for (const field of fields.values()) {
      if (only !== undefined && !field.graphs.has(only)) continue;
      if (again && !field.leaf) continue;
      if (known && values.has(name) && into.length > 0) continue;
      const key = on === null ? field.name : `${on}_${field.name}`;
      const branch: Branch = { key, parent: name, field, on, args: argumentsOf(name, field), children: [] };
      into.push(branch);
      if (!field.leaf) places.push({ type: field.returns, into: branch.children, depth: depth + 1, on: null, last: place.last || known });
    }
  }
  return top;
}

/** The leaves right below, and one level of what stands between: enough where many are asked at once. */
export const shallow = (branches: readonly Branch[], levels = 1): Branch[] =>
  branches.filter(({ field }) => field.leaf || levels > 0).map((branch) => ({ ...branch, children: shallow(branch.children, levels - 1) }));

/** The tree without the branch at `keys`. */
export function pruned(branches: readonly Branch[], keys: readonly string[]): Branch[] {
  const [first, ...rest] = keys;
  return branches.flatMap((branch) => {
    if (branch.key !== first) return [branch];
    return rest.length === 0 ? [] : [{ ...branch, children: pruned(branch.children, rest) }];
  });
}

const sizeOf = (branches: readonly Branch[]): number => branches.reduce((sum, { children }) => sum + 1 + sizeOf(children), 0);

/**
 * The same questions as two trees, of which neither is much more than half; each says which things it is about. Null where there is
 * nothing to part.
 */
export function halved(branches: readonly Branch[]): [Branch[], Branch[]] | null {
  const largest = branches.reduce<Branch | null>(
    (most, each) => (most && sizeOf(most.children) >= sizeOf(each.children) ? most : each),
    null,
  );
  if (!largest) return null;
  const others = branches.filter((branch) => branch !== largest);
  const ids = others.filter(({ key }) => key === 'id');
  const inside = 2 * sizeOf([largest]) > sizeOf(branches) ? halved(largest.children) : null;
  if (inside) {
    const [one, other] = inside.map((children) => ({ ...largest, children }));
    return one && other
      ? [
          [...others, one],
          [...ids, other],
        ]
      : null;
  }
  return others.length > ids.length ? [others, [...ids, largest]] : null;
}

/** The selection in braces. */
export function selectionOf(branches: readonly Branch[]): string {
  const said = branches.map(({ key, field, on, args, children }) => {
    const name = key === field.name ? field.name : `${key}: ${field.name}`;
    const text = `${name}${args}${field.leaf ? '' : ` ${selectionOf(children)}`}`;
    return on === null ? text : `... on ${on} { ${text} }`;
  });
  return `{ ${['__typename', ...said].join(' ')} }`;
}
