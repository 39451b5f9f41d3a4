import type {
  FetchDataKeyRenamer,
  FetchDataRewrite,
  FetchNode,
  PlanNode as ApolloNode,
  QueryPlanSelectionNode,
} from '@apollo/query-planner';
import { Kind, parse, type SelectionNode } from 'graphql';
import type { Amended } from './amendments.ts';
import { headOf, inOwnWords } from './fetches.ts';
import type { Joined } from './joins.ts';
import type { Fetch, KeyRenamer, PlanNode, Required, Rewrite } from './plan.ts';

function responseKeys(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? responseKeys(selection.selectionSet.selections) : [];
  });
}

export function rootKeys(operation: string): string[] {
  const definition = parse(operation, { noLocation: true }).definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return definition ? [...new Set(responseKeys(definition.selectionSet.selections))] : [];
}

function required(selection: QueryPlanSelectionNode): Required {
  if (selection.kind === 'InlineFragment') {
    return { kind: 'InlineFragment', on: selection.typeCondition, selections: selection.selections.map(required) };
  }
  return {
    kind: 'Field',
    name: selection.alias ?? selection.name,
    ...(selection.selections && { selections: selection.selections.map(required) }),
  };
}

const keyRenamer = (from: FetchDataKeyRenamer): KeyRenamer => ({ kind: 'KeyRenamer', path: from.path, renameTo: from.renameKeyTo });
const rewrite = (from: FetchDataRewrite): Rewrite =>
  from.kind === 'ValueSetter' ? { kind: 'ValueSetter', path: from.path, value: from.setValueTo as unknown } : keyRenamer(from);

/** Apollo numbers the fetches of an operation; without that, those that ask the same in several places read the same, and are sent once. */
function unnumbered({ operation, operationName }: FetchNode): { query: string; operationName: string | undefined } {
  const name = operationName?.replace(/__\d+$/, '');
  return { query: operationName === undefined ? operation : operation.replace(operationName, name ?? ''), operationName: name };
}

/** From Apollo's plans, made of the amended supergraph, to plan.ts. `graphs` are the supergraph's names of subgraphs by their own, `joins` by those. */
export function createConversion(amended: Amended, graphs: ReadonlyMap<string, string>, joins: ReadonlyMap<string, Joined>) {
  function fetchNodes(node: FetchNode): Fetch[] {
    const graph = graphs.get(node.serviceName) ?? node.serviceName;
    const joined = joins.get(graph);
    const requires = node.requires?.map(required);
    const inputRewrites = (node.inputRewrites ?? []).map(rewrite);
    const named = unnumbered(node);
    const fetch: Fetch = {
      kind: 'Fetch',
      subgraph: node.serviceName,
      operation: node.operationKind,
      ...named,
      head: headOf(named),
      variables: (node.variableUsages ?? []).filter((name) => name !== 'representations'),
      requires,
      inputRewrites,
      outputRewrites: (node.outputRewrites ?? []).map(rewrite),
      entities: joined?.entities ?? new Map(),
      vague: joined?.interfaceObjects.size ? joined.interfaceObjects : undefined,
      keys: rootKeys(node.operation),
    };
    return inOwnWords(fetch, graph, amended);
  }

  const together = (nodes: readonly PlanNode[]): PlanNode => {
    const [only] = nodes;
    return only && nodes.length === 1 ? only : { kind: 'Parallel', nodes };
  };

  function planNode(node: ApolloNode): PlanNode {
    switch (node.kind) {
      case 'Fetch':
        return together(fetchNodes(node));
      case 'Sequence':
      case 'Parallel':
        return { kind: node.kind, nodes: node.nodes.map(planNode) };
      case 'Flatten': {
        const path = node.path.map(String);
        if (node.node.kind !== 'Fetch') return { kind: 'Flatten', path, node: planNode(node.node) };
        return together(fetchNodes(node.node).map((fetch) => ({ kind: 'Flatten', path, node: fetch })));
      }
      case 'Condition':
        return {
          kind: 'Condition',
          variable: node.condition,
          then: node.ifClause && planNode(node.ifClause),
          otherwise: node.elseClause && planNode(node.elseClause),
        };
      case 'Defer':
        return {
          kind: 'Defer',
          primary: { selection: node.primary.subselection, node: node.primary.node && planNode(node.primary.node) },
          deferred: node.deferred.map(({ label, queryPath, subselection, node: deferred }) => ({
            label,
            path: queryPath,
            // What is deferred within a deferred part leaves the rest to the inner one.
            selection: subselection ?? (deferred?.kind === 'Defer' ? deferred.primary.subselection : undefined),
            node: deferred && planNode(deferred),
          })),
        };
    }
  }

  return {
    planNode,
    primary(node: FetchNode): Fetch {
      const [only] = fetchNodes(node);
      if (!only) throw new Error('a subscription without a primary fetch');
      return only;
    },
  };
}
