import { isInterfaceType, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import { appliedIn } from './directives.ts';
import type { Configuration } from '../configuration.ts';

/** What @listSize says of a field. */
export interface ListSize {
  assumedSize: number | undefined;
  slicingArguments: readonly string[];
  sizedFields: readonly string[];
  requireOneSlicingArgument: boolean;
}

/** What the supergraph and the configuration say of costs, by `Type`, `Type.field`, `Type.field(argument)` and `Input.field`. */
export interface Prices {
  weights: ReadonlyMap<string, number>;
  sizes: ReadonlyMap<string, ListSize>;
  /** Of a call of the field, whatever it returns: `limits.weights`, and 1 for root fields that it does not name. */
  call: (coordinate: string) => number;
  assumedListSize: number;
}

const names = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

function readSupergraph(document: DocumentNode): { weights: Map<string, number>; sizes: Map<string, ListSize> } {
  const applied = appliedIn(document);
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const weigh = (coordinate: string, node: Parameters<typeof applied>[0]): void => {
    const weight = applied(node, 'cost')?.['weight'];
    if (typeof weight === 'number') weights.set(coordinate, weight);
  };
  for (const type of document.definitions) {
    if (!('name' in type) || !type.name || !('directives' in type)) continue;
    const { value } = type.name;
    weigh(value, type as Parameters<typeof applied>[0]);
    if (type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      for (const field of type.fields ?? []) weigh(`${value}.${field.name.value}`, field);
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const coordinate = `${value}.${field.name.value}`;
      weigh(coordinate, field);
      for (const argument of field.arguments ?? []) weigh(`${coordinate}(${argument.name.value})`, argument);
      const size = applied(field, 'listSize');
      if (!size) continue;
      sizes.set(coordinate, {
        assumedSize: typeof size['assumedSize'] === 'number' ? size['assumedSize'] : undefined,
        slicingArguments: names(size['slicingArguments']),
        sizedFields: names(size['sizedFields']),
        requireOneSlicingArgument: size['requireOneSlicingArgument'] !== false,
      });
    }
  }
  return { weights, sizes };
}

/** What is asked for through an interface costs what its dearest implementation does. */
function weighInterfaces(schema: GraphQLSchema, weights: Map<string, number>): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type)) continue;
    for (const part of ['', ...Object.keys(type.getFields()).map((field) => `.${field}`)]) {
      const known = [type, ...schema.getPossibleTypes(type)].flatMap(({ name }) => weights.get(`${name}${part}`) ?? []);
      if (known.length > 0) weights.set(`${type.name}${part}`, Math.max(...known));
    }
  }
}

/** Throws when `limits.weights` names a field that is not there: it would be relied on in vain. */
export function pricesOf(supergraph: DocumentNode, schema: GraphQLSchema, limits: Configuration['limits']): Prices {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) => type?.name ?? []);
  const unknown = Object.keys(limits.weights).filter((coordinate) => {
    const [type = '', field = ''] = coordinate.split('.');
    const found = schema.getType(type);
    return !found || !('getFields' in found) || !Object.hasOwn(found.getFields(), field);
  });
  if (unknown.length > 0) throw new Error(`limits.weights: ${unknown.join(', ')}: no such field in the supergraph`);
  const { weights, sizes } = readSupergraph(supergraph);
  weighInterfaces(schema, weights);
  const calls = new Map(Object.entries(limits.weights));
  return {
    weights,
    sizes,
    call: (coordinate) => calls.get(coordinate) ?? (roots.includes(coordinate.slice(0, coordinate.indexOf('.'))) ? 1 : 0),
    assumedListSize: limits.assumedListSize,
  };
}
