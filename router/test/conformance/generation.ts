import * as fc from 'fast-check';
import {
  astFromValue,
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  print,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/** Values to give to arguments, by `Type.field(argument)` or by the name of the argument's type. */
export type Pools = Readonly<Record<string, readonly unknown[]>>;

export interface Generated {
  query: string;
  variables: Record<string, unknown>;
}

interface Directive {
  name: 'skip' | 'include';
  by: 'true' | 'false' | '$b0' | '$b1' | '$b2';
}
type Given = { argument: GraphQLArgument; value: unknown; as: 'literal' | 'variable' | 'default' };
type Selection = { directive: Directive | undefined } & (
  | { kind: 'field'; key: string; name: string; given: readonly Given[]; selections: readonly Selection[] | undefined }
  | { kind: 'fragment'; on: string | undefined; named: boolean; parent: string; selections: readonly Selection[] }
);

const typename: Selection = {
  kind: 'field',
  key: '__typename',
  name: '__typename',
  given: [],
  directive: undefined,
  selections: undefined,
};

const directive: fc.Arbitrary<Directive | undefined> = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({ name: fc.constantFrom('skip', 'include'), by: fc.constantFrom('true', 'false', '$b0', '$b1', '$b2') }),
  },
);

/**
 * Queries of a schema: valid by construction, as one response key stands for one field, type and set of arguments wherever it is.
 * Without the fields `left` (`Type.field`). Fields that `interfaceObjects` have of an interface are never skipped, and asked for of
 * the interface alone: where the planner asks for nothing else, or of one type, stock takes the interface's name for the type.
 */
export function queries(
  schema: GraphQLSchema,
  pools: Pools,
  { left, interfaceObjects }: { left: readonly string[]; interfaceObjects: Readonly<Record<string, readonly string[]>> },
): fc.Arbitrary<Generated> {
  const composites = Object.values(schema.getTypeMap()).filter(
    (type) => isCompositeType(type) && !type.name.startsWith('__'),
  ) as GraphQLCompositeType[];
  const added = Object.values(interfaceObjects).flat();
  const known = new Map<string, fc.Arbitrary<readonly Selection[]>>();

  /** Fields of one name and several types in the schema can't share a response key. */
  const types = new Map<string, Set<string>>();
  for (const type of composites) {
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields()))
      types.set(field.name, (types.get(field.name) ?? new Set()).add(String(field.type)));
  }
  const keyOf = (parent: GraphQLCompositeType, { name }: GraphQLField<unknown, unknown>): string =>
    (types.get(name)?.size ?? 0) > 1 ? `${parent.name}_${name}` : name;

  /** Some sets of arguments; each has a number that becomes part of the response key. */
  function sets(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>): readonly (readonly Given[])[] {
    const found: Given[][] = [];
    for (let round = 0; round < 4; round += 1) {
      found.push(
        field.args.flatMap((argument, index): Given[] => {
          const pool = pools[`${parent.name}.${field.name}(${argument.name})`] ?? pools[getNamedType(argument.type).name] ?? [];
          if (pool.length === 0 || (round === 0 && !isRequiredArgument(argument))) return [];
          const as = (['literal', 'variable', 'literal', 'default'] as const)[(round + index) % 4] ?? 'literal';
          return [{ argument, value: pool[(round + index) % pool.length], as }];
        }),
      );
    }
    return field.args.length === 0 ? [[]] : found;
  }

  function fieldOf(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<Selection> {
    const type = getNamedType(field.type);
    const choices = sets(parent, field);
    const selections = isCompositeType(type) ? selectionsOf(type, depth - 1) : fc.constant(undefined);
    return fc
      .record({
        directive: added.includes(field.name) ? fc.constant(undefined) : directive,
        choice: fc.nat(choices.length - 1),
        alias: fc.constantFrom('', '', '', 'x_', 'y_'),
        selections,
      })
      .map(({ directive, choice, alias, selections }) => ({
        kind: 'field' as const,
        // Never the name of another field: stock then loses the alias or what a key or @requires needs.
        key: `${alias}${keyOf(parent, field)}${choice === 0 ? '' : `_${parent.name}${choice}`}`,
        name: field.name,
        given: choices[choice] ?? [],
        directive,
        // Of an object that came without its type name stock forgets what it is within two conditions of abstract types.
        selections: isObjectType(type) && selections?.some(({ kind }) => kind === 'fragment') ? [typename, ...selections] : selections,
      }));
  }

  function selectionsOf(parent: GraphQLCompositeType, depth: number): fc.Arbitrary<readonly Selection[]> {
    const id = `${parent.name} ${depth}`;
    const arbitrary = known.get(id);
    if (arbitrary) return arbitrary;
    const fields = 'getFields' in parent ? Object.values(parent.getFields()) : [];
    const extended = isObjectType(parent) && parent.getInterfaces().some(({ name }) => name in interfaceObjects);
    const usable = fields.filter(
      ({ type, name }) =>
        !left.includes(`${parent.name}.${name}`) && !(extended && added.includes(name)) && (depth > 0 || isLeafType(getNamedType(type))),
    );
    const named = fc.record({ directive, key: fc.constantFrom('__typename', 't') }).map((how): Selection => ({ ...typename, ...how }));
    const options: fc.WeightedArbitrary<Selection>[] = [{ weight: 1, arbitrary: named }];
    if (usable.length > 0) options.push({ weight: 10, arbitrary: fc.oneof(...usable.map((field) => fieldOf(parent, field, depth))) });
    if (depth > 0) {
      const within = composites.filter(
        (type) => type !== parent && !extended && doTypesOverlap(schema, type, parent) && (isObjectType(type) || isAbstractType(type)),
      );
      const on = [parent, ...within].map((type) =>
        fc
          .record({ directive, typed: fc.boolean(), named: fc.boolean(), selections: selectionsOf(type, depth - 1) })
          .map(({ directive, typed, named, selections }): Selection => ({
            kind: 'fragment',
            on: typed || named || type !== parent ? type.name : undefined,
            parent: type.name,
            named,
            directive,
            selections,
          })),
      );
      options.push({ weight: isAbstractType(parent) ? 8 : 2, arbitrary: fc.oneof(...on) });
    }
    const made = fc.array(fc.oneof(...options), { minLength: 1, maxLength: depth > 3 ? 4 : depth > 1 ? 3 : 2 });
    known.set(id, made);
    return made;
  }

  function written(selections: readonly Selection[], booleans: readonly (boolean | undefined)[]): Generated {
    const declared = new Map<string, string>();
    const variables: Record<string, unknown> = {};
    const fragments = new Map<string, string>();
    const directed = (one: Directive | undefined): string => {
      if (!one) return '';
      if (one.by.startsWith('$')) {
        const value = booleans[Number(one.by.slice(2))];
        declared.set(one.by, value === undefined ? 'Boolean = true' : 'Boolean!');
        if (value !== undefined) variables[one.by.slice(1)] = value;
      }
      return ` @${one.name}(if: ${one.by})`;
    };
    const argued = (field: string, { argument, value, as }: Given): string => {
      const node = astFromValue(value, argument.type);
      const literal = node ? print(node) : 'null';
      if (as === 'literal') return `${argument.name}: ${literal}`;
      const name = `${field}_${argument.name}`;
      const type = String(argument.type);
      declared.set(`$${name}`, as === 'default' ? `${type} = ${literal}` : type);
      if (as === 'variable') variables[name] = value;
      return `${argument.name}: $${name}`;
    };
    const set = (of: readonly Selection[]): string => `{ ${of.map(one).join(' ')} }`;
    const one = (selection: Selection): string => {
      const after = directed(selection.directive);
      const inner = selection.selections ? set(selection.selections) : '';
      if (selection.kind === 'field') {
        const { key, name, given } = selection;
        const args = given.map((each) => argued(key, each)).join(', ');
        return `${key === name ? '' : `${key}: `}${name}${args && `(${args})`}${after}${inner && ` ${inner}`}`;
      }
      if (!selection.named) return `...${selection.on === undefined ? '' : ` on ${selection.on}`}${after} ${inner}`;
      const body = `on ${selection.parent} ${inner}`;
      const fragment = fragments.get(body) ?? `F${fragments.size}`;
      fragments.set(body, fragment);
      return `...${fragment}${after}`;
    };
    const body = set(selections);
    const head = [...declared].map(([name, type]) => `${name}: ${type}`).join(', ');
    const named = [...fragments].map(([text, name]) => `\nfragment ${name} ${text}`).join('');
    return { query: `query${head && ` (${head})`} ${body}${named}`, variables };
  }

  const root = schema.getQueryType();
  if (!root) throw new Error('no query type');
  const boolean = fc.constantFrom(true, false, undefined);
  return fc
    .tuple(selectionsOf(root, 5), fc.tuple(boolean, boolean, boolean))
    .map(([selections, booleans]) => written(selections, booleans));
}
