import {
  getDirectiveValues,
  getOperationAST,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { Configuration } from '../configuration.ts';
import { enforceLimits } from '../guard/limits.ts';
import { Lru } from '../lru.ts';
import { subgraphsOf, type Fetch, type JsonObject, type Plan } from '../planning/plan.ts';
import type { Planner } from '../planning/planning.ts';
import { Refusal } from '../edge/refusal.ts';
import { compile, type Step } from './execution.ts';
import { Shape } from './shape.ts';

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
  /** The sum of its root fields' weights (limits.rootWeights). */
  cost: number;
  /** Whether it asks for __schema or __type. */
  introspects: boolean;
  /** `variables` are coerced. */
  shape: (variables: Readonly<JsonObject>) => Shape;
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

/** `uses` counts how often it was asked for. */
interface Kept extends Ready {
  query: string;
  operationName: string | undefined;
  uses: number;
}

export interface Operations {
  prepared: (query: string, operationName: string | undefined) => Prepared;
  /** The most used of those that are kept, the most used first. */
  hottest: (most: number) => { query: string; operationName: string | undefined }[];
}

/** Shapes kept of one operation, each for another outcome of its @skip and @include. */
const shapesKept = 8;

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

function shapesOf(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  names: readonly string[],
  planner: Planner,
): Operation['shape'] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const shapes = new Lru<Shape>(shapesKept);
  const root = planner.apiSchema.getRootType(definition.operation);
  return (variables) => {
    const key = names.map((name) => String(variables[name])).join();
    const known = shapes.get(key);
    if (known) return known;
    if (!root) throw new GraphQLError(`The graph has no ${definition.operation}.`);
    const shape = new Shape(root, [definition.selectionSet], {
      schema: planner.apiSchema,
      fragments,
      includes: (node) =>
        getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
        getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false,
    });
    shapes.set(key, shape);
    return shape;
  };
}

const introspects = (definition: OperationDefinitionNode, document: DocumentNode): boolean => {
  const found = new Set<string>();
  visit(document, { Field: ({ name }) => void found.add(name.value) });
  return definition.operation === OperationTypeNode.QUERY && (found.has('__schema') || found.has('__type'));
};

/** A weight that weighs nothing is a limit that somebody relies on in vain. */
function refuseUnknownWeights({ apiSchema }: Planner, { rootWeights }: Configuration['limits']): void {
  const roots = [apiSchema.getQueryType(), apiSchema.getMutationType(), apiSchema.getSubscriptionType()];
  const known = new Set(roots.flatMap((type) => (type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [])));
  const unknown = Object.keys(rootWeights).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`limits.rootWeights: ${unknown.join(', ')}: no such root field in the supergraph`);
}

/**
 * Parses, limits, validates and plans each (query, operationName) once: one entry of the cache holds it all. What is refused is
 * not kept, and long or wide operations count as several, so that the cache stays small whatever is sent.
 */
export function createOperations(
  planner: Planner,
  options: { limits: Configuration['limits']; introspection: boolean; capacity: number },
): Operations {
  const cache = new Lru<Kept>(options.capacity, ({ weight }) => weight);
  refuseUnknownWeights(planner, options.limits);
  const rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];

  function parsed(query: string): DocumentNode {
    try {
      return parse(query, { maxTokens: options.limits.tokens });
    } catch (error) {
      const tooMany = error instanceof GraphQLError && error.message.includes('Parsing aborted');
      throw tooMany ? new Refusal(400, 'TOO_COSTLY', 'tooCostly', `tokens > ${String(options.limits.tokens)}`) : error;
    }
  }

  /** From a copy of the document that knows no places in the text: those take most of the memory, and are for errors alone. */
  function planned(query: string, operationName: string | undefined, { cost, fields }: { cost: number; fields: number }): Ready {
    const document = parse(query, { noLocation: true });
    const definition = getOperationAST(document, operationName);
    if (!definition) throw new Error('the document has lost its operation');
    const plan = planner.plan(document, operationName);
    const node = plan.kind === 'Subscription' ? plan.rest : plan.node;
    const conditions = conditionsOf(document, definition);
    const shape = shapesOf(document, definition, conditions, planner);
    return {
      kind: 'Ready',
      operation: {
        document,
        definition,
        step: node && compile(node, planner.isOfType),
        asks: node ? subgraphsOf(node) : [],
        primary: plan.kind === 'Subscription' ? plan.primary : undefined,
        cost,
        introspects: introspects(definition, document),
        shape,
      },
      weight: weightOf({ query, plan, fields, conditions: conditions.length }),
    };
  }

  function prepared(query: string, operationName: string | undefined): Prepared {
    try {
      const document = parsed(query);
      const definition = getOperationAST(document, operationName);
      if (!definition)
        throw new Refusal(
          400,
          'BAD_INPUT',
          'badRequest',
          operationName === undefined ? 'operationName?' : `operationName ${operationName.slice(0, 80)}?`,
        );
      const rootType = planner.apiSchema.getRootType(definition.operation)?.name ?? '';
      const size = enforceLimits(document, definition, rootType, options.limits);
      const errors = validate(planner.apiSchema, document, rules, { maxErrors: 10, hideSuggestions: !options.introspection });
      if (errors.length > 0) return { kind: 'Invalid', errors };
      return planned(query, operationName, size);
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'Refused', refusal: error };
      if (error instanceof GraphQLError) return { kind: 'Invalid', errors: [error] };
      throw error;
    }
  }

  return {
    prepared(query, operationName) {
      const key = `${operationName ?? ''}\n${query}`;
      const known = cache.get(key);
      if (known) {
        known.uses += 1;
        return known;
      }
      const made = prepared(query, operationName);
      // None may push all others out.
      if (made.kind !== 'Ready' || made.weight > Math.max(1, options.capacity / 4)) return made;
      const kept = { ...made, query, operationName, uses: 1 };
      cache.set(key, kept);
      return kept;
    },
    hottest: (most) => [...cache.values()].sort((a, b) => b.uses - a.uses).slice(0, most),
  };
}
