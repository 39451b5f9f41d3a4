/**
 * The only room that knows Apollo's federation libraries (Elastic-2.0). Whoever replaces the planner replaces this folder:
 * a supergraph's SDL goes in; the API schema, the subgraphs' addresses, the type relations and plans of plan.ts come out.
 */
import {
  isAbstractType,
  isInterfaceType,
  operationFromDocument,
  possibleRuntimeTypes,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
  type Schema,
} from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLError,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
  print,
  visit,
  type DocumentNode,
} from 'graphql';
import { amend, reserved } from './amendments.ts';
import { createConversion } from './conversion.ts';
import { refuseUncovered } from './coverage.ts';
import { createInputsCheck } from './inputs.ts';
import { joinsOf } from './joins.ts';
import type { ActiveLabels } from './overrides.ts';
import type { Plan } from './plan.ts';
import { withRootTypename } from './rootTypename.ts';
import { skeletonOf } from './skeleton.ts';
import { inStages } from './stages.ts';

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
  /** Names of fields that the planner itself may ask for. */
  asked: ReadonlySet<string>;
  /** Whether an object that calls itself `typename` satisfies the type condition. */
  isOfType: (typename: string, condition: string) => boolean;
  /**
   * Throws GraphQLError when the operation can't be planned. The document has been validated against apiSchema, and no alias in
   * it is a name of `asked` (privateNames.ts).
   */
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

/** https://github.com/graphql/graphql-spec/pull/742, of which graphql-js 16 knows nothing. */
const deferDirective = new GraphQLDirective({
  name: 'defer',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: { if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true }, label: { type: GraphQLString } },
});

function withDefer(schema: GraphQLSchema): GraphQLSchema {
  const { directives, ...config } = schema.toConfig();
  return new GraphQLSchema({ ...config, directives: [...directives.filter(({ name }) => name !== 'defer'), deferDirective] });
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

function refuseReserved(supergraph: Supergraph): void {
  for (const type of supergraph.schema.types()) {
    if (!('fields' in type)) continue;
    const taken = type.fields().find(({ name }) => reserved.test(name));
    if (taken) throw new Error(`${taken.coordinate}: names that begin with _arg0_ are the planner's own`);
  }
}

/** Each object would need arguments of its own: @fromContext. */
function refuseContexts(supergraph: Supergraph): void {
  for (const type of supergraph.schema.types()) {
    if (!('fields' in type)) continue;
    const taking = type
      .fields()
      .find((field) => field.appliedDirectivesOf('join__field').some((one) => 'contextArguments' in one.arguments()));
    if (taking) throw new Error(`${taking.coordinate} takes an argument from a @context, which is not supported`);
  }
}

/** Fields that are planned before the others of one operation. */
const mostUnmet = 50;

const build = (sdl: string, validateSupergraph: boolean): Supergraph =>
  Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, validateSupergraph });

/** Throws when `sdl` is no supergraph that the planner understands. */
export function createPlanner(sdl: string): Planner {
  const supergraph = build(sdl, true);
  refuseReserved(supergraph);
  refuseContexts(supergraph);
  const amended = amend(sdl);
  // What was asked for by a field may now be so by its stand-in alone, which is a fault in a subgraph but not here: the original is checked.
  if (amended.sdl !== undefined) supergraph.subgraphs();
  const planned = amended.sdl === undefined ? supergraph : build(amended.sdl, false);
  const planner = new QueryPlanner(planned, { incrementalDelivery: { enableDefer: true }, debug: { maxEvaluatedPlans: 1000 } });
  const api = planned.apiSchema();
  const apiSchema = withDefer(supergraph.apiSchema().toGraphQLJSSchema());
  const relations = typeRelations(supergraph);
  const isOfType = (typename: string, condition: string): boolean => typename === condition || relations.has(`${condition} ${typename}`);
  const graphs = graphsOf(supergraph);
  const joins = joinsOf(amended.document);
  const { planNode, primary } = createConversion(amended, graphs, joins);
  const unmetOf = createInputsCheck(amended.document, (name) => joins.get(graphs.get(name) ?? ''), isOfType);

  function built(schema: Schema, document: DocumentNode, operationName: string | undefined, labels: ActiveLabels): QueryPlan {
    const named = { ...(operationName !== undefined && { operationName }), validate: false };
    const overrideConditions = new Map(labels === '' ? [] : labels.split('\n').map((label) => [label, true] as const));
    return planner.buildQueryPlan(operationFromDocument(schema, document, named), { overrideConditions });
  }

  /** Where the planner asks a subgraph for what it can't know, that is asked for in a plan of its own, before the rest. */
  function met(document: DocumentNode, operationName: string | undefined, labels: ActiveLabels, outer: ReadonlySet<string>): QueryPlan {
    // What others require may be hidden from clients.
    const plan = built(outer.size > 0 ? planned.schema : api, document, operationName, labels);
    const unmet = unmetOf(plan);
    const [first] = unmet;
    if (!first) return plan;
    const known = new Set([...outer, ...unmet.map(({ at, type, field }) => `${at.join('.')} ${type} ${print(field)}`)]);
    const isProgress = known.size > outer.size && known.size <= mostUnmet;
    const skeleton = isProgress ? skeletonOf(document, operationName, unmet) : undefined;
    const staged = skeleton && inStages(met(skeleton, operationName, labels, known), plan, unmet);
    if (staged) return staged;
    throw new GraphQLError(`"${first.type}.${first.field.name.value}" can't be asked for here: no way is known to what it requires.`);
  }

  return {
    apiSchema,
    subgraphs: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
    labels: labelsOf(sdl),
    asked: amended.asked,
    isOfType,
    plan(source, operationName, { defer = false, labels = '' } = {}) {
      const document = defer ? source : withoutDefer(source);
      const first = built(api, document, operationName, labels);
      // A plan in stages has no parts.
      const { node } = unmetOf(first).length > 0 ? met(withoutDefer(document), operationName, labels, new Set()) : first;
      const plan: Plan =
        node?.kind === 'Subscription'
          ? { kind: 'Subscription', primary: primary(node.primary), rest: node.rest && planNode(node.rest) }
          : { kind: 'Operation', node: node && withRootTypename(planNode(node), document, operationName) };
      refuseUncovered(apiSchema, document, operationName, plan);
      return plan;
    },
  };
}
