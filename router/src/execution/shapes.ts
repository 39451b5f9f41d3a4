import {
  getDirectiveValues,
  getOperationAST,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { JsonObject } from '../json.ts';
import { Lru } from '../lru.ts';
import type { PrivateNames } from '../planning/privateNames.ts';
import { partShape } from './deferral.ts';
import { Shape, type ShapeSource } from './shape.ts';

/** Shapes kept of one operation, each for another outcome of its @skip and @include. */
export const shapesKept = 8;

type Variables = Readonly<JsonObject>;
export type PartShapes = (part: { selection: string | undefined; path: readonly string[] }, variables: Variables) => Shape;

const includesFor =
  (variables: Variables): ShapeSource['includes'] =>
  (node) =>
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  return fragments;
}

/** The shape of the whole answer; `conditions` are the variables that @skip and @include may read. */
export function shapesOf(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  conditions: readonly string[],
  source: Pick<ShapeSource, 'schema' | 'prices' | 'denials' | 'sourceOf'>,
): (variables: Variables) => Shape {
  const fragments = fragmentsOf(document);
  const shapes = new Lru<Shape>(shapesKept);
  const root = source.schema.getRootType(definition.operation);
  return (variables) => {
    const key = conditions.map((name) => String(variables[name])).join();
    const known = shapes.get(key);
    if (known) return known;
    if (!root) throw new GraphQLError(`The graph has no ${definition.operation}.`);
    const shape = new Shape(root, 0, [definition.selectionSet], { ...source, fragments, includes: includesFor(variables) });
    shapes.set(key, shape);
    return shape;
  };
}

/** The shapes of an answer's parts, which the planner says in terms of the document that it planned. */
export function partShapesOf(
  names: PrivateNames,
  operationName: string | undefined,
  conditions: readonly string[],
  source: Pick<ShapeSource, 'schema' | 'prices' | 'denials'>,
): PartShapes {
  const shapes = new Lru<Shape>(shapesKept * 4);
  return (part, variables) => {
    const key = JSON.stringify([part.path, part.selection, conditions.map((name) => variables[name])]);
    const known = shapes.get(key);
    if (known) return known;
    const definition = getOperationAST(names.document, operationName);
    const root = definition && source.schema.getRootType(definition.operation);
    if (!root) throw new GraphQLError('The graph has no such operation.');
    const shape = partShape(
      {
        root,
        planned: definition.selectionSet,
        source: {
          ...source,
          fragments: fragmentsOf(names.document),
          clientKey: names.shown,
          sourceOf: ({ alias, name }) => alias?.value ?? name.value,
          includes: includesFor(variables),
        },
      },
      part,
    );
    shapes.set(key, shape);
    return shape;
  };
}
