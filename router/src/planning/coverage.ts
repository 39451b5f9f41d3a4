import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  Kind,
  parse,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import type { Fetch, Plan, PlanNode } from './plan.ts';

const keyOf = (selection: { alias?: { value: string } | undefined; name: { value: string } }): string =>
  selection.alias?.value ?? selection.name.value;
const withoutLists = (path: readonly string[]): string[] => path.filter((step) => step !== '@');

function fetched(fetch: Fetch, at: readonly string[], into: Set<string>): void {
  const document = parse(fetch.query, { noLocation: true });
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const walk = (selections: readonly SelectionNode[], path: readonly string[]): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const below = fetch.requires && path === at && selection.name.value === '_entities' ? at : [...path, keyOf(selection)];
        into.add(below.join('.'));
        if (selection.selectionSet) walk(selection.selectionSet.selections, below === at ? [...at] : below);
      } else {
        const set = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (set) walk(set.selectionSet.selections, path);
      }
    }
  };
  for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) walk(node.selectionSet.selections, at);
  for (const rewrite of fetch.outputRewrites) {
    if (rewrite.kind !== 'KeyRenamer') continue;
    const path = rewrite.path.slice(0, -1).filter((step) => !step.startsWith('... on '));
    const renamedPath = [...at, ...path, rewrite.renameTo].join('.');
    const from = [...at, ...path, rewrite.path.at(-1) ?? ''].join('.');
    for (const known of [...into]) if (known === from || known.startsWith(`${from}.`)) into.add(renamedPath + known.slice(from.length));
  }
}

function collect(node: PlanNode | undefined, at: readonly string[], into: Set<string>): void {
  switch (node?.kind) {
    case undefined:
      return;
    case 'Fetch':
      fetched(node, at, into);
      return;
    case 'Sequence':
    case 'Parallel':
      for (const child of node.nodes) collect(child, at, into);
      return;
    case 'Flatten':
      collect(node.node, [...at, ...withoutLists(node.path)], into);
      return;
    case 'Condition':
      collect(node.then, at, into);
      collect(node.otherwise, at, into);
      return;
    case 'Defer':
      collect(node.primary.node, at, into);
      for (const { node: deferred } of node.deferred) collect(deferred, at, into);
  }
}

/**
 * The planner plans nothing, and says nothing, for a field that no subgraph can ever reach, e.g. one of an interface object that
 * can't be resolved. Throws GraphQLError for fields without a type condition that no fetch asks for.
 */
export function refuseUncovered(api: GraphQLSchema, document: DocumentNode, operationName: string | undefined, plan: Plan): void {
  const known = new Set<string>();
  if (plan.kind === 'Subscription') fetched(plan.primary, [], known);
  collect(plan.kind === 'Subscription' ? plan.rest : plan.node, [], known);
  const operation = document.definitions.find(
    (node) => node.kind === Kind.OPERATION_DEFINITION && (operationName === undefined || node.name?.value === operationName),
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return;
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const check = (selections: readonly SelectionNode[], type: GraphQLCompositeType, path: readonly string[]): void => {
    for (const selection of selections) {
      // What a constant leaves out is not planned; what narrows the type may be impossible, and then rightly is not either.
      if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) continue;
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const on = fragment?.typeCondition?.name.value;
        if (fragment && (on === undefined || on === type.name)) check(fragment.selectionSet.selections, type, path);
        continue;
      }
      if (selection.name.value.startsWith('__') || !('getFields' in type)) continue;
      const below = [...path, keyOf(selection)];
      if (!known.has(below.join('.'))) throw new GraphQLError(`No subgraph can answer "${type.name}.${selection.name.value}" here.`);
      const field = type.getFields()[selection.name.value];
      const of = field && api.getType(getNamedType(field.type).name);
      if (selection.selectionSet && isCompositeType(of)) check(selection.selectionSet.selections, of, below);
    }
  };
  const root = api.getRootType(operation.operation);
  if (root) check(operation.selectionSet.selections, root, []);
}
