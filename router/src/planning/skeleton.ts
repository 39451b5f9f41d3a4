import { getOperationAST, Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Unmet } from './inputs.ts';

/** Asks for the unmet alone, on the client's ways to them; undefined where the client's operation does not go there. */
export function skeletonOf(document: DocumentNode, operationName: string | undefined, unmet: readonly Unmet[]): DocumentNode | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation) return undefined;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const left = new Set(unmet);

  function wantedAt(path: string): SelectionNode[] {
    return unmet.flatMap(({ at, type, field }, index): SelectionNode[] => {
      if (at.join('.') !== path) return [];
      const found = unmet[index];
      if (found) left.delete(found);
      const typeCondition = { kind: Kind.NAMED_TYPE as const, name: { kind: Kind.NAME as const, value: type } };
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections: [field] } }];
    });
  }

  const within = ({ selections }: SelectionSetNode, path: readonly string[]): SelectionNode[] =>
    selections.flatMap((one): SelectionNode[] => {
      if (one.kind === Kind.FIELD) {
        if (!one.selectionSet) return [];
        const below = [...path, one.alias?.value ?? one.name.value];
        const inner = [...within(one.selectionSet, below), ...wantedAt(below.join('.'))];
        return inner.length > 0 ? [{ ...one, selectionSet: { ...one.selectionSet, selections: inner } }] : [];
      }
      const fragment = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value);
      const inner = fragment ? within(fragment.selectionSet, path) : [];
      if (!fragment || inner.length === 0) return [];
      const { typeCondition } = fragment;
      return [
        {
          kind: Kind.INLINE_FRAGMENT,
          ...(typeCondition && { typeCondition }),
          ...(one.directives && { directives: one.directives }),
          selectionSet: { kind: Kind.SELECTION_SET, selections: inner },
        },
      ];
    });

  const selections = within(operation.selectionSet, []);
  if (left.size > 0) return undefined;
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet: { ...operation.selectionSet, selections } }] };
}
