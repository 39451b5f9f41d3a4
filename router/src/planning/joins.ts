import { Kind, parse, type DirectiveNode, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { Entities } from './plan.ts';

/** One subgraph as the supergraph's join directives tell of it. */
export interface Joined {
  entities: Entities;
  /** Names that are an interface's to the graph, and an object's to the subgraph. */
  interfaceObjects: ReadonlySet<string>;
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

/** By the supergraph's names of subgraphs (`join__Graph`). */
export function joinsOf(supergraph: DocumentNode): ReadonlyMap<string, Joined> {
  const graphs = new Map<string, { entities: Map<string, string[][]>; interfaceObjects: Set<string> }>();
  for (const node of supergraph.definitions) {
    if (!('name' in node) || !node.name) continue;
    const type = node.name.value;
    for (const directive of node.directives ?? []) {
      const graph = directive.name.value === 'join__type' ? textOf(directive, 'graph') : undefined;
      if (graph === undefined) continue;
      const joined = graphs.get(graph) ?? { entities: new Map<string, string[][]>(), interfaceObjects: new Set<string>() };
      graphs.set(graph, joined);
      const key = textOf(directive, 'key');
      joined.entities.set(type, [...(joined.entities.get(type) ?? []), ...(key === undefined ? [] : [topOf(key)])]);
      if (isSet(directive, 'isInterfaceObject')) joined.interfaceObjects.add(type);
    }
  }
  return graphs;
}
