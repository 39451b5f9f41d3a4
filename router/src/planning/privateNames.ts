import { Kind, print, visit, type DocumentNode, type FieldNode } from 'graphql';

/** What of a supergraph decides which of a client's response keys the planner may confuse with its own. */
export interface PlannerNames {
  /** Of every field of every type, the hidden ones too. */
  fields: ReadonlySet<string>;
  /** Of fields that some @requires asks for with arguments. */
  required: ReadonlySet<string>;
}

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
 * Gives names of their own to those fields of a client whose response key the planner would take for something else, silently:
 * an alias that is the name of another field (the planner's keys and @requires come under field names), and a field with
 * arguments that some @requires asks for with other arguments.
 */
export function privateNames(document: DocumentNode, { fields, required }: PlannerNames): PrivateNames {
  const given = new Map<string, string>();
  const clients = new Map<string, string>();

  const sourceOf = (node: FieldNode): string => {
    const key = keyOf(node);
    const name = node.name.value;
    // What the router answers itself is in no plan.
    if (name === '__schema' || name === '__type') return key;
    const confusing = key === name ? (node.arguments?.length ?? 0) > 0 && required.has(name) : key.startsWith('_') || fields.has(key);
    if (!confusing) return key;
    const asked = `${key}:${name}(${(node.arguments ?? []).map(print).join()})`;
    const known = given.get(asked);
    if (known !== undefined) return known;
    const made = `_c${String(given.size)}`;
    given.set(asked, made);
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
