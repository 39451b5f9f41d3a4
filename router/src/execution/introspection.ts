import { executeSync, Kind, type FieldNode, type FragmentDefinitionNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { JsonObject } from '../json.ts';
import type { Operation } from './operations.ts';

function introspectionFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return ['__schema', '__type'].includes(selection.name.value) ? [selection] : [];
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return inner ? introspectionFields(inner.selectionSet, fragments) : [];
  });
}

/** Answers __schema and __type of an operation from the API schema, by response key. */
export function introspect(schema: GraphQLSchema, { document, definition }: Operation, variableValues: Readonly<JsonObject>): JsonObject {
  const definitions = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(definitions.map((node) => [node.name.value, node]));
  const selections = introspectionFields(definition.selectionSet, fragments);
  const operation = { ...definition, selectionSet: { ...definition.selectionSet, selections } };
  const { data } = executeSync({ schema, document: { kind: Kind.DOCUMENT, definitions: [operation, ...definitions] }, variableValues });
  return data ?? {};
}
