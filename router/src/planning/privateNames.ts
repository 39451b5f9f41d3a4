import { Kind, print, visit, type DocumentNode, type FieldNode } from 'graphql';

/** How the fields of one operation are called in its plan, and so in what subgraphs answer. */
export interface PrivateNames {
  /** The document to plan. */
  document: DocumentNode;
  /** The key under which the data of a field of the client's document comes. */
  sourceOf: (node: FieldNode) => string;
  /** The client's own name for a key of the data. */
  shown: (key: string) => string;
}

const keyOf = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;

/**
 * Gives names of their own to those fields of a client whose alias is a name under which the planner asks for something else:
 * it takes equal response keys for equal fields, silently. `asked` are the names that it may ask for.
 */
export function privateNames(document: DocumentNode, asked: ReadonlySet<string>): PrivateNames {
  const given = new Map<string, string>();
  const clients = new Map<string, string>();

  const sourceOf = (node: FieldNode): string => {
    const key = keyOf(node);
    const name = node.name.value;
    // What the router answers itself is in no plan.
    if (name === '__schema' || name === '__type') return key;
    if (key === name || !(key.startsWith('_') || asked.has(key))) return key;
    const what = `${key}:${name}(${(node.arguments ?? []).map(print).join()})`;
    const known = given.get(what);
    if (known !== undefined) return known;
    const made = `_c${String(given.size)}`;
    given.set(what, made);
    clients.set(made, key);
    return made;
  };

  const renamed = visit(document, {
    Field(node) {
      const source = sourceOf(node);
      return source === keyOf(node) ? undefined : { ...node, alias: { kind: Kind.NAME, value: source } };
    },
  });
  return { document: renamed, sourceOf, shown: (key) => clients.get(key) ?? key };
}
