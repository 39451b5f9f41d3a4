import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildASTSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
} from 'graphql';

export interface Argument {
  name: string;
  /** As written, e.g. `[ID!]!`. */
  type: string;
  required: boolean;
  /** The first value of an enum. */
  example: string | null;
}

export interface Field {
  name: string;
  /** The type it returns, lists and non-null taken off. */
  returns: string;
  leaf: boolean;
  list: boolean;
  args: Argument[];
  /** The subgraphs that resolve it. */
  graphs: ReadonlySet<string>;
}

/** What the composed supergraph offers: every object type with its fields, and who resolves them. */
export interface Supergraph {
  objects: ReadonlyMap<string, ReadonlyMap<string, Field>>;
  unions: ReadonlyMap<string, readonly string[]>;
  /** Types that a subgraph gives for a key: what `_entities` of that subgraph answers. */
  entities: readonly { graph: string; type: string; key: string }[];
}

const file = path.join(import.meta.dirname, '..', '..', 'schema', 'supergraph.graphql');

const joins = (directives: readonly ConstDirectiveNode[] | undefined, name: string): Record<string, unknown>[] =>
  (directives ?? [])
    .filter((each) => each.name.value === name)
    .map(({ arguments: given = [] }) => Object.fromEntries(given.map((each) => [each.name.value, valueFromASTUntyped(each.value)])));

const graphOf = (join: Record<string, unknown>): string => String(join['graph']).toLowerCase();

/** Reads schema/supergraph.graphql. */
export function readSupergraph(sdl = readFileSync(file, 'utf8')): Supergraph {
  const document = parse(sdl, { noLocation: true });
  const schema = buildASTSchema(document, { assumeValid: true });
  const objects = new Map<string, Map<string, Field>>();
  const entities: { graph: string; type: string; key: string }[] = [];
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = schema.getType(node.name.value);
    if (!isObjectType(type)) continue;
    const owners = joins(node.directives, 'join__type');
    for (const join of owners) {
      if (typeof join['key'] === 'string' && join['resolvable'] !== false) {
        entities.push({ graph: graphOf(join), type: type.name, key: join['key'] });
      }
    }
    const given = type.getFields();
    const fields = (node.fields ?? []).map((each): [string, Field] => {
      const field = given[each.name.value];
      if (!field) throw new Error(`${type.name}.${each.name.value} is in the document and not in its schema`);
      const named = getNamedType(field.type);
      const resolved = joins(each.directives, 'join__field').filter((join) => join['graph'] !== undefined);
      const graphs = new Set((resolved.length > 0 ? resolved : owners).filter((join) => join['external'] !== true).map(graphOf));
      const args = field.args.map((arg): Argument => {
        const of = getNamedType(arg.type);
        const example = isEnumType(of) ? (of.getValues()[0]?.name ?? null) : null;
        return { name: arg.name, type: String(arg.type), required: isRequiredArgument(arg), example };
      });
      const list = isListType(getNullableType(field.type));
      return [field.name, { name: field.name, returns: named.name, leaf: isLeafType(named), list, args, graphs }];
    });
    objects.set(type.name, new Map(fields));
  }
  const unions = new Map(
    Object.values(schema.getTypeMap())
      .filter((type) => isUnionType(type))
      .map((union) => [union.name, union.getTypes().map(({ name }) => name)]),
  );
  return { objects, unions, entities: entities.filter(({ type }) => objects.has(type)) };
}
