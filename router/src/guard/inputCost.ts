import { getNamedType, isInputObjectType, Kind, type FieldNode, type GraphQLField, type GraphQLInputType, type ValueNode } from 'graphql';
import { sumOf, type Amount } from './amount.ts';
import type { Prices } from './prices.ts';

type Weights = Prices['weights'];

/** What a value (of JSON, coerced) costs by the weights of the input fields in it. */
function costOfValue(type: GraphQLInputType, value: unknown, weights: Weights): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + costOfValue(type, item, weights), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
  const fields = named.getFields();
  return Object.entries(value).reduce((sum, [name, item]: [string, unknown]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return field ? sum + (weights.get(`${named.name}.${name}`) ?? 0) + costOfValue(field.type, item, weights) : sum;
  }, 0);
}

function costOfLiteral(type: GraphQLInputType, value: ValueNode, weights: Weights): Amount {
  switch (value.kind) {
    case Kind.VARIABLE: {
      const name = value.name.value;
      return (variables) => costOfValue(type, variables[name], weights);
    }
    case Kind.LIST:
      return sumOf(value.values.map((item) => costOfLiteral(type, item, weights)));
    case Kind.OBJECT: {
      const named = getNamedType(type);
      const fields = isInputObjectType(named) ? named.getFields() : {};
      return sumOf(
        value.fields.map(({ name, value: item }) => {
          const field = Object.hasOwn(fields, name.value) ? fields[name.value] : undefined;
          return field ? sumOf([weights.get(`${named.name}.${name.value}`) ?? 0, costOfLiteral(field.type, item, weights)]) : 0;
        }),
      );
    }
    default:
      return 0;
  }
}

/** What the arguments given to a field cost, by @cost on them and on the fields of their input objects. */
export function costOfArguments(coordinate: string, node: FieldNode, field: GraphQLField<unknown, unknown>, { weights }: Prices): Amount {
  if (weights.size === 0) return 0;
  return sumOf(
    (node.arguments ?? []).flatMap(({ name, value }) => {
      const argument = field.args.find((one) => one.name === name.value);
      if (!argument) return [];
      return [weights.get(`${coordinate}(${argument.name})`) ?? 0, costOfLiteral(argument.type, value, weights)];
    }),
  );
}
