/**
 * The only module that knows Apollo's federation libraries (Elastic-2.0). Whoever replaces the planner replaces this file:
 * a supergraph's SDL goes in; the API schema, the subgraphs' addresses, the type relations and plans of plan.ts come out.
 */
import {
  isAbstractType,
  isInterfaceType,
  operationFromDocument,
  possibleRuntimeTypes,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { FetchDataRewrite, FetchNode, PlanNode as ApolloNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type GraphQLSchema, type SelectionNode } from 'graphql';
import type { Fetch, Plan, PlanNode, Required, Rewrite } from './plan.ts';
import type { PlannerNames } from './privateNames.ts';

export interface Planner {
  apiSchema: GraphQLSchema;
  /** Routing URLs by subgraph name. */
  subgraphs: ReadonlyMap<string, string>;
  names: PlannerNames;
  /** Whether an object that calls itself `typename` satisfies the type condition. */
  isOfType: (typename: string, condition: string) => boolean;
  /** Throws GraphQLError when the operation can't be planned. The document has been validated against apiSchema. */
  plan: (document: DocumentNode, operationName: string | undefined) => Plan;
}

function responseKeys(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? responseKeys(selection.selectionSet.selections) : [];
  });
}

function rootKeys(operation: string): string[] {
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

const rewrite = (from: FetchDataRewrite): Rewrite =>
  from.kind === 'ValueSetter'
    ? { kind: 'ValueSetter', path: from.path, value: from.setValueTo as unknown }
    : { kind: 'KeyRenamer', path: from.path, renameTo: from.renameKeyTo };

function fetchNode(node: FetchNode): Fetch {
  const named = node.operationName === undefined ? '' : `"operationName":${JSON.stringify(node.operationName)},`;
  return {
    kind: 'Fetch',
    subgraph: node.serviceName,
    operation: node.operationKind,
    query: node.operation,
    operationName: node.operationName,
    head: `{"query":${JSON.stringify(node.operation)},${named}"variables":{`,
    variables: (node.variableUsages ?? []).filter((name) => name !== 'representations'),
    requires: node.requires?.map(required),
    inputRewrites: (node.inputRewrites ?? []).map(rewrite),
    outputRewrites: (node.outputRewrites ?? []).map(rewrite),
    keys: rootKeys(node.operation),
  };
}

function planNode(node: ApolloNode): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return fetchNode(node);
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map(planNode) };
    case 'Flatten':
      return { kind: 'Flatten', path: node.path.map(String), node: planNode(node.node) };
    case 'Condition':
      return {
        kind: 'Condition',
        variable: node.condition,
        then: node.ifClause && planNode(node.ifClause),
        otherwise: node.elseClause && planNode(node.elseClause),
      };
    case 'Defer':
      throw new Error('@defer is not supported');
  }
}

/** `Condition Type` for every type that an abstract type of the supergraph can stand for. */
function typeRelations(supergraph: Supergraph): Set<string> {
  const relations = new Set<string>();
  for (const type of supergraph.schema.types()) {
    if (isAbstractType(type)) for (const possible of possibleRuntimeTypes(type)) relations.add(`${type.name} ${possible.name}`);
    if (isInterfaceType(type)) for (const parent of type.interfaces()) relations.add(`${parent.name} ${type.name}`);
  }
  return relations;
}

function namesOf(supergraph: Supergraph): PlannerNames {
  const fields = new Set<string>(['__typename']);
  const required = new Set<string>();
  for (const type of supergraph.schema.types()) {
    if (!('fields' in type)) continue;
    for (const field of type.fields()) {
      fields.add(field.name);
      for (const directive of field.appliedDirectivesOf('join__field')) {
        const asked: unknown = directive.arguments()['requires'];
        if (typeof asked === 'string') for (const [, name] of asked.matchAll(/(\w+)\s*\(/g)) if (name) required.add(name);
      }
    }
  }
  return { fields, required };
}

/** Throws when `sdl` is no supergraph that the planner understands. */
export function createPlanner(sdl: string): Planner {
  const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const planner = new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: 1000 } });
  const api = supergraph.apiSchema();
  const relations = typeRelations(supergraph);
  return {
    apiSchema: api.toGraphQLJSSchema(),
    subgraphs: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
    names: namesOf(supergraph),
    isOfType: (typename, condition) => typename === condition || relations.has(`${condition} ${typename}`),
    plan(document, operationName) {
      const { node } = planner.buildQueryPlan(
        operationFromDocument(api, document, { ...(operationName !== undefined && { operationName }), validate: false }),
      );
      if (node?.kind !== 'Subscription') return { kind: 'Operation', node: node && planNode(node) };
      return { kind: 'Subscription', primary: fetchNode(node.primary), rest: node.rest && planNode(node.rest) };
    },
  };
}
