import {
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { JsonObject } from '../json.ts';
import type { Configuration } from '../configuration.ts';
import type { Identity } from '../auth/identity.ts';
import type { Amount } from '../guard/amount.ts';
import { deniedOf, denialOf, needsOf, withoutDenied, type Denials } from '../guard/denials.ts';
import { estimatorOf } from '../guard/estimate.ts';
import type { Rules } from '../guard/guard.ts';
import { enforceLimits, parseWithin } from '../guard/limits.ts';
import { Lru } from '../lru.ts';
import { subgraphsOf, type Fetch, type Plan } from '../planning/plan.ts';
import type { Planner } from '../planning/planning.ts';
import type { ActiveLabels } from '../planning/overrides.ts';
import { privateNames, type PrivateNames } from '../planning/privateNames.ts';
import { noMetrics, type Metrics } from '../telemetry/metrics.ts';
import { Refusal } from '../edge/refusal.ts';
import { compile } from './execution.ts';
import type { Step } from './step.ts';
import type { Shape } from './shape.ts';
import { partShapesOf, shapesKept, shapesOf, type PartShapes } from './shapes.ts';

/** Everything about an operation that does not depend on one request's variables. */
export interface Operation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  /** What runs: of a subscription, what follows each event. */
  step: Step | undefined;
  /** Of a subscription: where its events come from. */
  primary: Fetch | undefined;
  /** The subgraphs of which it may ask something. */
  asks: readonly string[];
  names: Pick<PrivateNames, 'shown'>;
  /** What it costs, as estimated from coerced variables. */
  price: Amount;
  /** Whether the graph itself lets some read it and others not: what it showed one is not for all. */
  guarded: boolean;
  /** Whether it asks for __schema or __type. */
  introspects: boolean;
  /** `variables` are coerced. */
  shape: (variables: Readonly<JsonObject>) => Shape;
  /** How a part that comes later, or the first of several, is written; `variables` are coerced. */
  partShape: PartShapes;
  /** The same without what `identity` may not read. Refuses a subscription of which nothing is left. */
  as: (identity: Identity) => Operation;
}

/** An operation with the variables of one request. */
export interface Run {
  operation: Operation;
  variables: JsonObject;
  conditions: JsonObject;
  /** What it costs as estimated. */
  requested: number;
  dryRun: boolean;
}

/** An operation that can't be run: the document's own faults, or one of the edge's refusals. */
export type Rejected = { kind: 'Invalid'; errors: readonly GraphQLError[] } | { kind: 'Refused'; refusal: Refusal };
export type Prepared = Ready | Rejected;

/** `weight` is what it takes of the cache. */
interface Ready {
  kind: 'Ready';
  operation: Operation;
  weight: number;
}

/** How one operation is planned. */
export interface Variant {
  /** @defer is honoured: the answer can come in parts. */
  defer: boolean;
  labels: ActiveLabels;
}

/** `uses` counts how often it was asked for. */
interface Kept extends Ready {
  query: string;
  operationName: string | undefined;
  variant: Variant;
  uses: number;
}

export interface Operations {
  prepared: (query: string, operationName: string | undefined, variant?: Variant) => Prepared;
  /** The most used of those that are kept, the most used first. */
  hottest: (most: number) => { query: string; operationName: string | undefined; variant: Variant }[];
}

const plainly: Variant = { defer: false, labels: '' };

/** Copies kept of one operation, each without what somebody may not read. */
const barredKept = 8;

/** Measured: bytes that a character of the document, one of its plan's JSON, and a field of a shape take. One unit is 40 kB. */
const weightOf = (parts: { query: string; plan: Plan; fields: number; conditions: number }): number => {
  const shapes = Math.min(2 ** parts.conditions, shapesKept);
  return Math.ceil((parts.query.length * 50 + JSON.stringify(parts.plan).length * 2 + parts.fields * shapes * 240) / 40_000);
};

/** The variables that @skip and @include may read. */
function conditionsOf(document: DocumentNode, definition: OperationDefinitionNode): string[] {
  const conditional = new Set<string>();
  visit(document, {
    Directive: (node) => {
      for (const { value } of node.arguments ?? []) if (value.kind === Kind.VARIABLE) conditional.add(value.name.value);
    },
  });
  return [...conditional].filter((name) => definition.variableDefinitions?.some(({ variable }) => variable.name.value === name));
}

const introspects = (definition: OperationDefinitionNode, document: DocumentNode): boolean => {
  const found = new Set<string>();
  visit(document, { Field: ({ name }) => void found.add(name.value) });
  return definition.operation === OperationTypeNode.QUERY && (found.has('__schema') || found.has('__type'));
};

function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const found = getOperationAST(document, name);
  if (found) return found;
  throw new Refusal(400, 'BAD_INPUT', 'badRequest', name === undefined ? 'operationName?' : `operationName ${name.slice(0, 80)}?`);
}

/** A subscription has one root field: without it nothing is left to subscribe to. */
function refuseEmpty({ selectionSet }: OperationDefinitionNode, denials: Denials, identity: Identity): void {
  const [denied] = denials.values();
  const left = selectionSet.selections.some((node) => node.kind !== Kind.FIELD || node.name.value !== '__typename');
  if (left || !denied) return;
  throw denialOf(denied, identity);
}

/**
 * Parses, limits, validates and plans each (query, operationName) once: one entry of the cache holds it all. What is refused is
 * not kept, and long or wide operations count as several, so that the cache stays small whatever is sent.
 */
export function createOperations(
  planner: Planner,
  options: { limits: Configuration['limits']; rules: Rules; introspection: boolean; capacity: number; metrics?: Metrics },
): Operations {
  const { limits, rules, metrics = noMetrics } = options;
  const schema = planner.apiSchema;
  const cache = new Lru<Kept>(options.capacity, ({ weight }) => weight);
  const validations = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];

  /** From a copy of the document that knows no places in the text: those take most of the memory, and are for errors alone. */
  function planned(query: string, operationName: string | undefined, fields: number, { defer, labels }: Variant): Ready {
    const document = parse(query, { noLocation: true });
    const definition = operationOf(document, operationName);
    const conditions = conditionsOf(document, definition);
    const needs = needsOf(document, schema, rules.requirements);
    const barred = new Lru<Operation>(barredKept);
    const about = {
      document,
      guarded: needs !== undefined,
      definition,
      price: estimatorOf(document, definition, schema, rules.prices),
      introspects: introspects(definition, document),
    };

    const source = { schema, prices: rules.prices };

    function runnable(asked: DocumentNode, denials: Denials): { plan: Plan; operation: Operation } {
      const names = privateNames(asked, planner.asked);
      // Where something is left out, what is said of it comes with the whole; and events come whole.
      const inParts = defer && denials.size === 0 && definition.operation !== OperationTypeNode.SUBSCRIPTION;
      const plan = planner.plan(names.document, operationName, { defer: inParts, labels });
      const node = plan.kind === 'Subscription' ? plan.rest : plan.node;
      const operation = {
        ...about,
        names,
        step: node && compile(node, planner.isOfType),
        asks: node ? subgraphsOf(node) : [],
        primary: plan.kind === 'Subscription' ? plan.primary : undefined,
        shape: shapesOf(document, definition, conditions, { ...source, denials, sourceOf: names.sourceOf }),
        partShape: partShapesOf(names, operationName, conditions, { ...source, denials }),
        as,
      };
      return { plan, operation };
    }

    function as(identity: Identity): Operation {
      const denied = needs && deniedOf(needs, identity);
      if (!denied) return whole.operation;
      const known = barred.get(denied.key);
      if (known) return known;
      const asked = withoutDenied(document, denied.denials);
      if (definition.operation === OperationTypeNode.SUBSCRIPTION) refuseEmpty(operationOf(asked, operationName), denied.denials, identity);
      const { operation } = runnable(asked, denied.denials);
      barred.set(denied.key, operation);
      return operation;
    }

    const whole = runnable(document, new Map());
    return {
      kind: 'Ready',
      operation: whole.operation,
      weight: weightOf({ query, plan: whole.plan, fields, conditions: conditions.length }),
    };
  }

  function prepared(query: string, operationName: string | undefined, variant: Variant): Prepared {
    try {
      const document = parseWithin(query, limits);
      operationOf(document, operationName);
      const fields = enforceLimits(document, limits);
      const errors = validate(schema, document, validations, { maxErrors: 10, hideSuggestions: !options.introspection });
      if (errors.length > 0) return { kind: 'Invalid', errors };
      return planned(query, operationName, fields, variant);
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'Refused', refusal: error };
      if (error instanceof GraphQLError) return { kind: 'Invalid', errors: [error] };
      throw error;
    }
  }

  return {
    prepared(query, operationName, { defer, labels } = plainly) {
      const variant = { defer: defer && query.includes('@defer'), labels };
      const key = `${variant.defer ? 'parts' : ''}${labels}\n${operationName ?? ''}\n${query}`;
      const known = cache.get(key);
      metrics.planCache(known !== undefined);
      if (known) {
        known.uses += 1;
        return known;
      }
      const made = prepared(query, operationName, variant);
      // None may push all others out.
      if (made.kind !== 'Ready' || made.weight > Math.max(1, options.capacity / 4)) return made;
      const kept = { ...made, query, operationName, variant, uses: 1 };
      cache.set(key, kept);
      return kept;
    },
    hottest: (most) => [...cache.values()].sort((a, b) => b.uses - a.uses).slice(0, most),
  };
}
