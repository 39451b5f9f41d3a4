import { getOperationAST, Kind, print, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { PlanNode } from './plan.ts';

const isDeferred = ({ directives }: SelectionNode): boolean => directives?.some(({ name }) => name.value === 'defer') ?? false;

/** What of `set` asks for __typename without being deferred, fragments written out. */
function typenamesIn(set: SelectionSetNode, document: DocumentNode): SelectionNode[] {
  return set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [selection] : [];
    if (isDeferred(selection)) return [];
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions.find((node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value);
    if (fragment?.kind !== Kind.INLINE_FRAGMENT && fragment?.kind !== Kind.FRAGMENT_DEFINITION) return [];
    const selections = typenamesIn(fragment.selectionSet, document);
    if (selections.length === 0) return [];
    const { typeCondition } = fragment;
    const selectionSet = { kind: Kind.SELECTION_SET as const, selections };
    return [{ kind: Kind.INLINE_FRAGMENT, directives: selection.directives ?? [], selectionSet, ...(typeCondition && { typeCondition }) }];
  });
}

/** The planner forgets the root's own __typename in what it says of an answer's first part. */
export function withRootTypename(node: PlanNode, document: DocumentNode, operationName: string | undefined): PlanNode {
  const again = (child: PlanNode | undefined): PlanNode | undefined => child && withRootTypename(child, document, operationName);
  if (node.kind === 'Condition') return { ...node, then: again(node.then), otherwise: again(node.otherwise) };
  const operation = node.kind === 'Defer' ? getOperationAST(document, operationName) : undefined;
  const typenames = operation ? typenamesIn(operation.selectionSet, document) : [];
  if (node.kind !== 'Defer' || typenames.length === 0) return node;
  const { primary } = node;
  const others = primary.selection?.trim().slice(1, -1) ?? '';
  return { ...node, primary: { ...primary, selection: `{ ${typenames.map(print).join(' ')} ${others} }` } };
}
