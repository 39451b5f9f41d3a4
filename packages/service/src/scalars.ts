import { GraphQLID, GraphQLScalarType, GraphQLString, Kind, type ValueNode } from 'graphql';
import { z } from 'zod';
import { Refusal } from './refusal.ts';

const literal = (node: ValueNode): unknown => {
  if (node.kind === Kind.STRING || node.kind === Kind.ENUM) return node.value;
  if (node.kind === Kind.INT) return Number(node.value);
  return undefined;
};

function scalar(name: string, shape: z.ZodType<string | number>, serialize: (value: unknown) => unknown = String): GraphQLScalarType {
  const parseValue = (value: unknown): string | number => {
    const read = shape.safeParse(value);
    if (!read.success) throw new Refusal('BAD_INPUT', name);
    return read.data;
  };
  return new GraphQLScalarType({ name, serialize, parseValue, parseLiteral: (node) => parseValue(literal(node)) });
}

const text = (pattern: RegExp): z.ZodType<string> => z.string().max(64).regex(pattern);
// PostgreSQL has no year 0, and a zone may take a day off.
const isDate = (value: string): boolean =>
  value >= '0002' && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value.slice(0, 10));
const isZone = (value: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** PostgreSQL keeps no NUL: text that holds one is refused here, wherever it would have come up. */
function withoutNul(type: GraphQLScalarType<string, string>): GraphQLScalarType<string, string> {
  const { parseValue, parseLiteral, ...config } = type.toConfig();
  const checked = (read: string): string => {
    if (read.includes('\0')) throw new Refusal('BAD_INPUT', type.name);
    return read;
  };
  return new GraphQLScalarType({
    ...config,
    parseValue: (value) => checked(parseValue(value)),
    parseLiteral: (node, variables) => checked(parseLiteral(node, variables)),
  });
}

/** The scalars of values.graphql. LocalDate and LocalDateTime stay strings inside; DateTime goes out from a Date or a string. */
export const scalars = {
  String: withoutNul(GraphQLString),
  ID: withoutNul(GraphQLID),
  DateTime: scalar(
    'DateTime',
    z.iso.datetime({ offset: true }).refine((value) => value >= '0002' && value < '9999-12-31'),
    (value) => (value instanceof Date ? value : new Date(String(value))).toISOString().replace(/\.000Z$/, 'Z'),
  ),
  LocalDateTime: scalar(
    'LocalDateTime',
    text(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/).refine((v) => isDate(`${v}Z`)),
  ),
  LocalDate: scalar('LocalDate', text(/^\d{4}-\d\d-\d\d$/).refine(isDate), (value) =>
    value instanceof Date ? value.toISOString().slice(0, 10) : String(value),
  ),
  TimeZone: scalar('TimeZone', text(/^[A-Za-z0-9_+\-/]+$/).refine(isZone)),
  Locale: scalar('Locale', text(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)),
  CountryCode: scalar('CountryCode', text(/^[A-Z]{2}$/)),
  CurrencyCode: scalar('CurrencyCode', text(/^[A-Z]{3}$/)),
  SafeInt: scalar('SafeInt', z.int(), Number),
};
