import { GraphQLError, visit, type DocumentNode } from 'graphql';

const prefix = '_ask_';
/** Names that the planner makes up; no field of a supergraph and no alias that reaches it may look so. */
export const reserved = /^_(?:ask|arg\d+)_/;

/** The client's response key for a response key of a renamed document. */
export const clientKey = (key: string): string => (key.startsWith(prefix) ? key.slice(prefix.length) : key);

/** `id: name` would hide the key that entities are found by: the planner takes equal response keys for equal fields. */
const hides = (alias: string, field: string, asked: ReadonlySet<string>): boolean =>
  alias !== field && (asked.has(alias) || reserved.test(alias));

/** The document with an alias of our own in the place of each that could hide a field the planner asks for; `clientKey` undoes it. */
export function renamed(document: DocumentNode, asked: ReadonlySet<string>): DocumentNode {
  return visit(document, {
    Field(node) {
      if (!node.alias || !hides(node.alias.value, node.name.value, asked)) return undefined;
      return { ...node, alias: { ...node.alias, value: `${prefix}${node.alias.value}` } };
    },
  });
}

/** Throws GraphQLError where the document was not renamed. */
export function refuseHiding(document: DocumentNode, asked: ReadonlySet<string>): void {
  visit(document, {
    Field({ alias, name }) {
      if (alias && !alias.value.startsWith(prefix) && hides(alias.value, name.value, asked))
        throw new GraphQLError(`The alias "${alias.value}" is the name of a field by which the graph is joined. Use another.`);
    },
  });
}
