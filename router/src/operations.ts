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
import type { Configuration } from './configuration.ts';
import { enforceLimits } from './limits.ts';
import { Lru } from './lru.ts';
import type { JsonObject, Plan } from './plan.ts';
import type { Planner } from './planning.ts';
import { Refusal } from './refusal.ts';
import { Shape } from './shape.ts';

/** Everything about an operation that does not depend on one request's variables. */
export interface Operation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  plan: Plan;
  /** The sum of its root fields' weights (limits.rootWeights). */
  cost: number;
  /** Whether it asks for __schema or __type. */
  introspects: boolean;
  /** `variables` are coerced. */
  shape: (variables: Readonly<JsonObject>) => Shape;
}

/** An operation that can't be run: the document's own faults, or one of the edge's refusals. */
export type Rejected = { kind: 'Invalid'; errors: readonly GraphQLError[] } | { kind: 'Refused'; refusal: Refusal };
export type Prepared = { kind: 'Ready'; operation: Operation; weight: number } | Rejected;

/** How many ordinary operations one of this length, with so many fields once fragments are written out, takes the place of. */
const weightOf = (query: string, fields: number): number => Math.ceil(query.length / 4000 + fields / 100);

function shapesOf(document: DocumentNode, definition: OperationDefinitionNode, planner: Planner): Operation['shape'] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const conditional = new Set<string>();
  visit(document, {
    FragmentDefinition: (node) => void fragments.set(node.name.value, node),
    Directive: (node) => {
      for (const { value } of node.arguments ?? []) if (value.kind === Kind.VARIABLE) conditional.add(value.name.value);
    },
  });
  const names = [...conditional].filter((name) => definition.variableDefinitions?.some(({ variable }) => variable.name.value === name));
  const shapes = new Lru<Shape>(16);
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
export function createOperations(planner: Planner, options: { limits: Configuration['limits']; introspection: boolean; capacity: number }) {
  const cache = new Lru<Extract<Prepared, { kind: 'Ready' }>>(options.capacity, ({ weight }) => weight);
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
  function planned(query: string, operationName: string | undefined, cost: number): Operation {
    const document = parse(query, { noLocation: true });
    const definition = getOperationAST(document, operationName);
    if (!definition) throw new Error('the document has lost its operation');
    return {
      document,
      definition,
      plan: planner.plan(document, operationName),
      cost,
      introspects: introspects(definition, document),
      shape: shapesOf(document, definition, planner),
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
      return { kind: 'Ready', operation: planned(query, operationName, size.cost), weight: weightOf(query, size.fields) };
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'Refused', refusal: error };
      if (error instanceof GraphQLError) return { kind: 'Invalid', errors: [error] };
      throw error;
    }
  }

  return (query: string, operationName: string | undefined): Prepared => {
    const key = `${operationName ?? ''}\n${query}`;
    const known = cache.get(key);
    if (known) return known;
    const made = prepared(query, operationName);
    if (made.kind === 'Ready') cache.set(key, made);
    return made;
  };
}
