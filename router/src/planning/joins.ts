import { Kind, parse, type DirectiveNode, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { Entities } from './plan.ts';

/** How a subgraph has a field of a type. */
export interface JoinedField {
  isExternal: boolean;
  requires: SelectionSetNode | undefined;
  provides: SelectionSetNode | undefined;
}

/** One subgraph as the supergraph's join directives tell of it. */
export interface Joined {
  entities: Entities;
  /** Names that are an interface's to the graph, and an object's to the subgraph. */
  interfaceObjects: ReadonlySet<string>;
  /** By `Type.field`; left out where there is nothing to say. */
  fields: ReadonlyMap<string, JoinedField>;
}

/** A directive's argument that is a text or a name. */
export function textOf(directive: DirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

export const isSet = (directive: DirectiveNode, name: string): boolean =>
  directive.arguments?.some((one) => one.name.value === name && one.value.kind === Kind.BOOLEAN && one.value.value) ?? false;

/** The selections of a field set, as @key and @requires name them. */
export function selectionOf(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${fields}: no field set`);
  return definition.selectionSet;
}

const topOf = (fields: string): string[] =>
  selectionOf(fields).selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));

const setOf = (fields: string | undefined): SelectionSetNode | undefined => (fields === undefined ? undefined : selectionOf(fields));

/** By the supergraph's names of subgraphs (`join__Graph`). */
export function joinsOf(supergraph: DocumentNode): ReadonlyMap<string, Joined> {
  const graphs = new Map<string, ReturnType<typeof none>>();
  const none = () => ({
    entities: new Map<string, string[][]>(),
    interfaceObjects: new Set<string>(),
    fields: new Map<string, JoinedField>(),
  });
  const joined = (node: { directives?: readonly DirectiveNode[] | undefined }, name: 'join__type' | 'join__field') =>
    (node.directives ?? []).flatMap((directive) => {
      const graph = directive.name.value === name ? textOf(directive, 'graph') : undefined;
      if (graph === undefined) return [];
      const known = graphs.get(graph) ?? none();
      graphs.set(graph, known);
      return [{ directive, known }];
    });
  for (const node of supergraph.definitions) {
    if (!('name' in node) || !node.name) continue;
    const type = node.name.value;
    for (const { directive, known } of joined(node, 'join__type')) {
      const key = textOf(directive, 'key');
      known.entities.set(type, [...(known.entities.get(type) ?? []), ...(key === undefined ? [] : [topOf(key)])]);
      if (isSet(directive, 'isInterfaceObject')) known.interfaceObjects.add(type);
    }
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of node.fields ?? []) {
      for (const { directive, known } of joined(field, 'join__field')) {
        const [requires, provides] = [setOf(textOf(directive, 'requires')), setOf(textOf(directive, 'provides'))];
        const isExternal = isSet(directive, 'external');
        if (isExternal || requires || provides) known.fields.set(`${type}.${field.name.value}`, { isExternal, requires, provides });
      }
    }
  }
  return graphs;
}
