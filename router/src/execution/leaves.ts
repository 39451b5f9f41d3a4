import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, isEnumType, type GraphQLNamedType } from 'graphql';
import { ascii, type Text } from './text.ts';

/** Writes the JSON of a value that is not null; false for one that is none of its type. */
export type WriteLeaf = (value: unknown, into: Text) => boolean;

const yes = ascii('true');
const no = ascii('false');

const writeBoolean: WriteLeaf = (value, into) => {
  if (typeof value !== 'boolean') return false;
  into.bytes(value ? yes : no);
  return true;
};

const writeString: WriteLeaf = (value, into) => {
  if (typeof value !== 'string') return false;
  into.string(value);
  return true;
};

const writeInt: WriteLeaf = (value, into) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  into.number(value);
  return true;
};

const writeFloat: WriteLeaf = (value, into) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  into.number(value);
  return true;
};

const writeAnything: WriteLeaf = (value, into) => {
  into.json(value);
  return true;
};

/** Subgraphs may send whole numbers; clients read strings. */
const writeId: WriteLeaf = (value, into) => {
  if (typeof value === 'string') into.string(value);
  else if (Number.isInteger(value)) into.string(String(value));
  else return false;
  return true;
};

const scalars = new Map<string, WriteLeaf>([
  [GraphQLBoolean.name, writeBoolean],
  [GraphQLString.name, writeString],
  [GraphQLID.name, writeId],
  [GraphQLInt.name, writeInt],
  [GraphQLFloat.name, writeFloat],
]);

export function writerOf(type: GraphQLNamedType): WriteLeaf {
  if (!isEnumType(type)) return scalars.get(type.name) ?? writeAnything;
  const names = new Map<unknown, Uint8Array>(type.getValues().map(({ name }) => [name, ascii(`"${name}"`)]));
  return (value, into) => {
    const name = names.get(value);
    if (name) into.bytes(name);
    return name !== undefined;
  };
}
