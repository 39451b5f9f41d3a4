/**
 * The only room that knows Apollo's federation libraries (Elastic-2.0). Whoever replaces the planner replaces this folder:
 * a supergraph's SDL goes in; the API schema, the subgraphs' addresses, the type relations and plans of plan.ts come out.
 */
import { isAbstractType, isInterfaceType, operationFromDocument, possibleRuntimeTypes, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { refuseHiding, renamed, reserved } from './aliases.ts';
import { amend } from './amendments.ts';
import { createConversion } from './conversion.ts';
import { refuseUncovered } from './coverage.ts';
import type { ActiveLabels } from './overrides.ts';
import type { Plan } from './plan.ts';

export interface PlanOptions {
  /** @defer is honoured only where the answer can come in parts; it is left out otherwise. */
  defer?: boolean;
  /** Of createOverrides; none when left out. */
  labels?: ActiveLabels;
}

export interface Planner {
  apiSchema: GraphQLSchema;
  /** Routing URLs by subgraph name. */
  subgraphs: ReadonlyMap<string, string>;
  /** The labels of progressive overrides (`@override(from:, label:)`). */
  labels: readonly string[];
  /** Whether an object that calls itself `typename` satisfies the type condition. */
  isOfType: (typename: string, condition: string) => boolean;
  /** The document as it can be planned; response keys of what it brings are read by `clientKey` of aliases.ts. */
  renamed: (document: DocumentNode) => DocumentNode;
  /** Throws GraphQLError when the operation can't be planned. The document has been validated against apiSchema. */
  plan: (document: DocumentNode, operationName: string | undefined, options?: PlanOptions) => Plan;
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

const withoutDefer = (document: DocumentNode): DocumentNode =>
  visit(document, { Directive: ({ name }) => (name.value === 'defer' ? null : undefined) });

function labelsOf(sdl: string): string[] {
  return [...new Set([...sdl.matchAll(/overrideLabel: "([^"]+)"/g)].flatMap(([, label]) => label ?? []))];
}

/** The supergraph's names of subgraphs (`join__Graph`) by their own. */
function graphsOf(supergraph: Supergraph): Map<string, string> {
  const graphs = supergraph.schema.type('join__Graph');
  if (graphs?.kind !== 'EnumType') return new Map();
  return new Map(graphs.values.map((value) => [String(value.appliedDirectivesOf('join__graph')[0]?.arguments()['name']), value.name]));
}

/** Throws when `sdl` is no supergraph that the planner understands. */
export function createPlanner(sdl: string): Planner {
  const supergraph = Supergraph.build(sdl);
  for (const type of supergraph.schema.types()) {
    if (!('fields' in type)) continue;
    const taken = type.fields().find(({ name }) => reserved.test(name));
    if (taken) throw new Error(`${taken.coordinate}: names that begin with _ask_ or _arg0_ are the planner's own`);
  }
  const amended = amend(sdl);
  supergraph.subgraphs();
  // What was asked for by a field may now be so by its stand-in alone, which is a fault in a subgraph but not here: the original is checked.
  const planned = Supergraph.build(amended.sdl, { validateSupergraph: false });
  const planner = new QueryPlanner(planned, { incrementalDelivery: { enableDefer: true }, debug: { maxEvaluatedPlans: 1000 } });
  const api = planned.apiSchema();
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema();
  const relations = typeRelations(supergraph);
  const { planNode, primary } = createConversion(amended, graphsOf(supergraph));
  return {
    apiSchema,
    subgraphs: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
    labels: labelsOf(sdl),
    isOfType: (typename, condition) => typename === condition || relations.has(`${condition} ${typename}`),
    renamed: (document) => renamed(document, amended.asked),
    plan(source, operationName, { defer = false, labels = '' } = {}) {
      refuseHiding(source, amended.asked);
      const document = defer ? source : withoutDefer(source);
      const { node } = planner.buildQueryPlan(
        operationFromDocument(api, document, { ...(operationName !== undefined && { operationName }), validate: false }),
        { overrideConditions: new Map(labels === '' ? [] : labels.split('\n').map((label) => [label, true])) },
      );
      const plan: Plan =
        node?.kind === 'Subscription'
          ? { kind: 'Subscription', primary: primary(node.primary), rest: node.rest && planNode(node.rest) }
          : { kind: 'Operation', node: node && planNode(node) };
      refuseUncovered(apiSchema, document, operationName, plan);
      return plan;
    },
  };
}
