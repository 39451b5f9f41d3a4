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
  /** Whether it asks for __schema or __type. */
  introspects: boolean;
  /** `variables` are coerced. */
  shape: (variables: Readonly<JsonObject>) => Shape;
}

/** An operation that can't be run: the document's own faults, or one of the edge's refusals. */
export type Rejected = { kind: 'Invalid'; errors: readonly GraphQLError[] } | { kind: 'Refused'; refusal: Refusal };
export type Prepared = { kind: 'Ready'; operation: Operation } | Rejected;

const maxCachedLength = 32_768;

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

/**
 * Parses, limits, validates and plans each (query, operationName) once: one entry of the cache holds it all, failures too.
 * Very long documents are not kept, so that the cache stays small whatever is sent.
 */
export function createOperations(planner: Planner, options: { limits: Configuration['limits']; introspection: boolean; capacity: number }) {
  const cache = new Lru<Prepared>(options.capacity);
  const rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];

  function parsed(query: string): DocumentNode {
    try {
      return parse(query, { maxTokens: options.limits.tokens });
    } catch (error) {
      const tooMany = error instanceof GraphQLError && error.message.includes('Parsing aborted');
      throw tooMany ? new Refusal(400, 'TOO_COSTLY', 'tooCostly', `tokens > ${String(options.limits.tokens)}`) : error;
    }
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
      enforceLimits(document, definition, options.limits);
      const errors = validate(planner.apiSchema, document, rules, { maxErrors: 10, hideSuggestions: !options.introspection });
      if (errors.length > 0) return { kind: 'Invalid', errors };
      const plan = planner.plan(document, operationName);
      return {
        kind: 'Ready',
        operation: {
          document,
          definition,
          plan,
          introspects: introspects(definition, document),
          shape: shapesOf(document, definition, planner),
        },
      };
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
    if (query.length <= maxCachedLength) cache.set(key, made);
    return made;
  };
}
