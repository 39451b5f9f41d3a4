import { Kind, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Configuration } from './configuration.ts';
import { Refusal } from './refusal.ts';

interface Size {
  depth: number;
  aliases: number;
  fields: number;
  /** Fields at the top of this selection set, fragments expanded. */
  top: number;
}

/**
 * Sizes a selection set as if its fragments were written out, in time linear in the document: each fragment is sized once.
 * A cycle counts as nothing; validation refuses it.
 */
function measure(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, sized: Map<string, Size>): Size {
  const total: Size = { depth: 0, aliases: 0, fields: 0, top: 0 };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const inner = selection.selectionSet && measure(selection.selectionSet, fragments, sized);
      if (selection.alias?.value === '__proto__') throw new Refusal(400, 'BAD_INPUT', 'badRequest', 'alias __proto__');
      total.depth = Math.max(total.depth, 1 + (inner?.depth ?? 0));
      total.aliases += (selection.alias ? 1 : 0) + (inner?.aliases ?? 0);
      total.fields += 1 + (inner?.fields ?? 0);
      total.top += 1;
      continue;
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? measure(selection.selectionSet, fragments, sized)
        : spread(selection.name.value, fragments, sized);
    total.depth = Math.max(total.depth, inner.depth);
    total.aliases += inner.aliases;
    total.fields += inner.fields;
    total.top += inner.top;
  }
  return total;
}

function spread(name: string, fragments: ReadonlyMap<string, FragmentDefinitionNode>, sized: Map<string, Size>): Size {
  const known = sized.get(name);
  if (known) return known;
  const nothing: Size = { depth: 0, aliases: 0, fields: 0, top: 0 };
  sized.set(name, nothing);
  const fragment = fragments.get(name);
  const size = fragment ? measure(fragment.selectionSet, fragments, sized) : nothing;
  sized.set(name, size);
  return size;
}

/** Refuses with TOO_COSTLY what is deeper, wider or more aliased than the limits allow. */
export function enforceLimits(document: DocumentNode, operation: OperationDefinitionNode, limits: Configuration['limits']): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const size = measure(operation.selectionSet, fragments, new Map());
  const excess =
    (size.depth > limits.depth && `depth ${String(size.depth)} > ${String(limits.depth)}`) ||
    (size.aliases > limits.aliases && `aliases ${String(size.aliases)} > ${String(limits.aliases)}`) ||
    (size.top > limits.rootFields && `root fields ${String(size.top)} > ${String(limits.rootFields)}`) ||
    (size.fields > limits.fields && `fields ${String(size.fields)} > ${String(limits.fields)}`);
  if (excess) throw new Refusal(400, 'TOO_COSTLY', 'tooCostly', excess);
}
