import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { Kind, OperationTypeNode, parse, print, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { rootKeys } from './conversion.ts';
import { variablesOf, withUsedVariables } from './fetches.ts';
import type { Unmet } from './inputs.ts';

type Node = PlanNode | SubscriptionNode;

const inSequence = (nodes: readonly (PlanNode | undefined)[]): PlanNode | undefined => {
  const some = nodes.filter((node) => node !== undefined);
  return some.length > 1 ? { kind: 'Sequence', nodes: some } : some[0];
};
const inParallel = (nodes: readonly (PlanNode | undefined)[]): PlanNode | undefined => {
  const some = nodes.filter((node) => node !== undefined);
  return some.length > 1 ? { kind: 'Parallel', nodes: some } : some[0];
};

const reworded = (fetch: FetchNode, document: DocumentNode): FetchNode => {
  const used = withUsedVariables(document);
  return { ...fetch, operation: print(used), variableUsages: variablesOf(used) };
};

/** The fetch without what it can't answer; undefined when nothing is left that anybody needs. */
function pruned(fetch: FetchNode, unmet: readonly Unmet[]): FetchNode | undefined {
  const mine = unmet.filter((one) => one.fetch === fetch);
  if (mine.length === 0) return fetch;
  const unwanted = new Set(mine.map(({ field }) => field.loc?.start));
  const document = visit(parse(fetch.operation), {
    Field: { enter: (node) => (unwanted.has(node.loc?.start) ? null : undefined), leave: (node) => (isEmpty(node) ? null : undefined) },
    InlineFragment: { leave: (node) => (isEmpty(node) ? null : undefined) },
  });
  return asksOf(document) ? reworded(fetch, document) : undefined;
}

/** Whether there is a field that tells anything. */
function asksOf(document: DocumentNode): boolean {
  const fields = new Set<string>();
  visit(document, { Field: ({ name }) => void fields.add(name.value) });
  return [...fields].some((name) => name !== '_entities' && name !== '__typename');
}

const isEmpty = ({ selectionSet }: { selectionSet?: { selections: readonly unknown[] } | undefined }): boolean =>
  selectionSet?.selections.length === 0;

function without(node: PlanNode | undefined, unmet: readonly Unmet[]): PlanNode | undefined {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'Fetch':
      return pruned(node, unmet);
    case 'Sequence':
      return inSequence(node.nodes.map((child) => without(child, unmet)));
    case 'Parallel':
      return inParallel(node.nodes.map((child) => without(child, unmet)));
    case 'Flatten': {
      const inner = without(node.node, unmet);
      return inner && { ...node, node: inner };
    }
    case 'Condition': {
      const [ifClause, elseClause] = [without(node.ifClause, unmet), without(node.elseClause, unmet)];
      return { kind: 'Condition', condition: node.condition, ...(ifClause && { ifClause }), ...(elseClause && { elseClause }) };
    }
    case 'Defer':
      throw new Error('a plan in stages has no parts');
  }
}

/** What a plan begins with, and the rest. */
function beginning(node: PlanNode | undefined): { roots: FetchNode[]; rest: PlanNode | undefined } {
  if (node?.kind === 'Fetch') return { roots: [node], rest: undefined };
  if (node?.kind === 'Sequence') {
    const [first, ...others] = node.nodes;
    const { roots, rest } = beginning(first);
    return { roots, rest: inSequence([rest, ...others]) };
  }
  if (node?.kind === 'Parallel') {
    const parts = node.nodes.map(beginning);
    return { roots: parts.flatMap(({ roots }) => roots), rest: inParallel(parts.map(({ rest }) => rest)) };
  }
  return { roots: [], rest: node };
}

function hasRoot(node: PlanNode | undefined): boolean {
  switch (node?.kind) {
    case 'Fetch':
      return !node.requires;
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(hasRoot);
    case 'Condition':
      return hasRoot(node.ifClause) || hasRoot(node.elseClause);
    default:
      return false;
  }
}

const operationOf = (document: DocumentNode): OperationDefinitionNode | undefined =>
  document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);

/** Both in one request: equal fields in it are one. */
function joined(first: FetchNode, second: FetchNode): FetchNode {
  const [one, two] = [parse(first.operation), parse(second.operation)].map(operationOf);
  if (!one || !two) return first;
  const known = new Set(one.variableDefinitions?.map(({ variable }) => variable.name.value));
  const more = (two.variableDefinitions ?? []).filter(({ variable }) => !known.has(variable.name.value));
  const selections = [...one.selectionSet.selections, ...two.selectionSet.selections];
  const operation = {
    ...one,
    variableDefinitions: [...(one.variableDefinitions ?? []), ...more],
    selectionSet: { ...one.selectionSet, selections },
  };
  return {
    ...reworded(first, { kind: Kind.DOCUMENT, definitions: [operation] }),
    outputRewrites: [...(first.outputRewrites ?? []), ...(second.outputRewrites ?? [])],
  };
}

const partsOf = (node: Node | undefined): { roots: FetchNode[]; rest: PlanNode | undefined } =>
  node?.kind === 'Subscription' ? { roots: [node.primary], rest: node.rest } : beginning(node);

/**
 * `plan` without what it asks of those who can't know it, after `before`, which asks for just that. What a plan begins with is
 * asked for once. Undefined where that can't be, and asking twice would not do.
 */
export function inStages(before: QueryPlan, plan: QueryPlan, unmet: readonly Unmet[]): QueryPlan | undefined {
  const [early, late] = [partsOf(before.node), partsOf(plan.node)];
  const roots = late.roots.flatMap((fetch) => pruned(fetch, unmet) ?? []);
  const alone: FetchNode[] = [];
  for (const fetch of early.roots) {
    const keys = rootKeys(fetch.operation);
    const index = roots.findIndex(
      (one) => one.serviceName === fetch.serviceName && keys.every((key) => rootKeys(one.operation).includes(key)),
    );
    const shared = roots[index];
    if (shared) roots[index] = joined(shared, fetch);
    else alone.push(fetch);
  }
  const isQuery = [...early.roots, ...late.roots].every(({ operationKind }) => operationKind === OperationTypeNode.QUERY);
  if (!isQuery && (alone.length > 0 || hasRoot(early.rest))) return undefined;
  const rest = inSequence([early.rest, without(late.rest, unmet)]);
  const [primary] = roots;
  if (plan.node?.kind === 'Subscription') {
    return primary && { ...plan, node: { ...plan.node, primary, ...(rest && { rest }) } };
  }
  const node = inSequence([inParallel([...roots, ...alone]), rest]);
  return { ...plan, ...(node && { node }) };
}
