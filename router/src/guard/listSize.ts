import { Kind, type ArgumentNode, type FieldNode, type GraphQLField } from 'graphql';
import { largestOf, type Amount } from './amount.ts';
import { Refusal } from '../edge/refusal.ts';
import type { Prices } from './prices.ts';

/** Where the supergraph says nothing: the arguments that size a list, and the fields of a connection that hold it. */
const usual = { slicingArguments: ['first', 'last', 'limit'], sizedFields: ['edges', 'nodes'] };

const sizeOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? Math.max(0, value) : otherwise);

function given({ value }: ArgumentNode, otherwise: number): Amount {
  if (value.kind === Kind.INT) return sizeOf(Number(value.value), otherwise);
  if (value.kind !== Kind.VARIABLE) return otherwise;
  const name = value.name.value;
  return (variables) => sizeOf(variables[name], otherwise);
}

/** How many things an argument lists, as in `products(ids: [...])`. */
function listed({ value }: ArgumentNode): Amount {
  if (value.kind === Kind.LIST) return value.values.length;
  if (value.kind !== Kind.VARIABLE) return 0;
  const name = value.name.value;
  return (variables) => {
    const given = variables[name];
    return Array.isArray(given) ? given.length : 0;
  };
}

/** How many items a call of the field brings (undefined when nothing says so), and which of its fields hold them. */
export function listSizeOf(
  coordinate: string,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  { sizes, assumedListSize }: Prices,
): { size: Amount | undefined; sizedFields: readonly string[] } {
  const rule = sizes.get(coordinate);
  const slicing = (rule?.slicingArguments ?? usual.slicingArguments).flatMap((name) => field.args.find((one) => one.name === name) ?? []);
  const defaults = slicing.flatMap(({ defaultValue }) => (typeof defaultValue === 'number' ? [defaultValue] : []));
  const otherwise = defaults.length > 0 ? Math.max(...defaults) : (rule?.assumedSize ?? assumedListSize);
  const named = (node.arguments ?? []).filter(
    ({ name, value }) => value.kind !== Kind.NULL && slicing.some((one) => one.name === name.value),
  );
  if (rule?.requireOneSlicingArgument && slicing.length > 0 && (named.length || defaults.length) !== 1)
    throw new Refusal(400, 'BAD_INPUT', 'badRequest', `${coordinate}: ${slicing.map(({ name }) => name).join(' | ')}`);
  const sizedFields = rule ? rule.sizedFields : slicing.length > 0 ? usual.sizedFields : [];
  if (named.length > 0) return { size: largestOf(named.map((argument) => given(argument, otherwise))), sizedFields };
  if (rule || defaults.length > 0) return { size: otherwise, sizedFields };
  const lists = (node.arguments ?? []).map(listed).filter((length) => length !== 0);
  return { size: lists.length > 0 ? largestOf([assumedListSize, ...lists]) : undefined, sizedFields };
}
