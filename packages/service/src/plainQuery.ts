import {
  getArgumentValues,
  getNamedType,
  getVariableValues,
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';

/** A value as JSON after what was selected of its type. */
type Write = (value: unknown) => string;

/** A query of one root field whose answer, once that field is resolved, is plain data: written at once, a tenth of an executor's work. */
export interface PlainQuery {
  field: string;
  /** The field's arguments; null where the variables are not what the query says. */
  argumentsOf(variables: Readonly<Record<string, unknown>>): Record<string, unknown> | null;
  /** The whole answer to the query. Throws where the value is not plain data of the field's type. */
  write: Write;
}

/** What only an executor can do. */
class NotPlain extends Error {}

interface Known {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** How many write objects and lists. */
  writers: number;
  /** What each has written of the answer that is being written. */
  written: Map<object, string>[];
}

/**
 * Frozen objects and lists are written once, however often an answer holds them. In maps of each answer's own: what a map holds that
 * lives long, or holds weakly, outlives many answers, and collecting it takes longer than writing.
 */
function remembering(known: Known, write: (value: object) => string): (value: object) => string {
  const number = (known.writers += 1);
  return (value) => {
    if (!Object.isFrozen(value)) return write(value);
    const texts = (known.written[number] ??= new Map());
    let text = texts.get(value);
    if (text === undefined) {
      text = write(value);
      texts.set(value, text);
    }
    return text;
  };
}

function gather(selections: readonly SelectionNode[], type: GraphQLObjectType, known: Known, into: Map<string, FieldNode[]>): void {
  for (const selection of selections) {
    if (selection.directives?.length) throw new NotPlain();
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      into.set(name, [...(into.get(name) ?? []), selection]);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? known.fragments.get(selection.name.value) : selection;
    if (!fragment || (fragment.typeCondition && fragment.typeCondition.name.value !== type.name)) throw new NotPlain();
    gather(fragment.selectionSet.selections, type, known, into);
  }
}

const read = (value: object, name: string): unknown => {
  const held = (value as Record<string, unknown>)[name];
  return typeof held === 'function' ? (held as () => unknown).call(value) : held;
};

function objectWriter(type: GraphQLObjectType, selections: readonly SelectionNode[], known: Known): (value: object) => string {
  const nodes = new Map<string, FieldNode[]>();
  gather(selections, type, known, nodes);
  const fields = [...nodes].map(([key, same], index) => {
    const [{ name } = { name: { value: '' } }] = same;
    const head = `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    if (name.value === '__typename') return { name: '', head: `${head}${JSON.stringify(type.name)}`, write: (): string => '' };
    const field = type.getFields()[name.value];
    // A resolver may be a promise's, and arguments are for resolvers.
    if (!field || field.resolve || field.args.length > 0) throw new NotPlain();
    return {
      name: name.value,
      head,
      write: writer(
        field.type,
        same.flatMap(({ selectionSet }) => selectionSet?.selections ?? []),
        known,
      ),
    };
  });
  return remembering(known, (value) => {
    let text = '';
    for (const { name, head, write } of fields) text += head + write(name === '' ? null : read(value, name));
    return `${text}}`;
  });
}

const absent = (value: unknown): value is null | undefined => value === null || value === undefined;

function writer(type: GraphQLOutputType, selections: readonly SelectionNode[], known: Known): Write {
  if (isNonNullType(type)) {
    const write = writer(type.ofType, selections, known);
    return (value) => {
      if (absent(value)) throw new NotPlain();
      return write(value);
    };
  }
  if (isListType(type)) {
    const each = writer(type.ofType, selections, known);
    const all = remembering(known, (list) => `[${(list as unknown[]).map(each).join(',')}]`);
    return (value) => {
      if (absent(value)) return 'null';
      if (!Array.isArray(value)) throw new NotPlain();
      return all(value);
    };
  }
  if (isLeafType(type)) return (value) => (absent(value) ? 'null' : JSON.stringify(type.serialize(value)));
  if (!isObjectType(type)) throw new NotPlain();
  const object = objectWriter(type, selections, known);
  return (value) => {
    if (absent(value)) return 'null';
    if (typeof value !== 'object' || value instanceof Promise) throw new NotPlain();
    return object(value);
  };
}

/** The plain query that a request's text is; null for all that needs an executor, and for what is no valid query. */
export function plainQuery(schema: GraphQLSchema, text: string, operationName: string | null): PlainQuery | null {
  try {
    const document = parse(text);
    if (validate(schema, document).length > 0) return null;
    const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    const fragments = new Map(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])),
    );
    const [operation] = operations;
    const query = schema.getQueryType();
    if (!operation || !query || operations.length > 1 || operation.directives?.length || operation.operation !== OperationTypeNode.QUERY)
      return null;
    if (operationName !== null && operation.name?.value !== operationName) return null;
    const [node, ...others] = operation.selectionSet.selections;
    if (node?.kind !== Kind.FIELD || node.directives?.length || others.length > 0) return null;
    const field = query.getFields()[node.name.value];
    if (!field || !isObjectType(getNamedType(field.type))) return null;
    const known: Known = { fragments, writers: 0, written: [] };
    const write = writer(field.type, node.selectionSet?.selections ?? [], known);
    const head = `{"data":{${JSON.stringify((node.alias ?? node.name).value)}:`;
    return {
      field: field.name,
      argumentsOf: (variables) => {
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
        return coerced ? getArgumentValues(field, node, coerced) : null;
      },
      write: (value) => {
        try {
          return `${head}${write(value)}}}\n`;
        } finally {
          known.written = [];
        }
      },
    };
  } catch (error) {
    if (error instanceof NotPlain || error instanceof GraphQLError) return null;
    throw error;
  }
}
