import { Kind, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Configuration } from '../configuration.ts';
import { Refusal } from '../edge/refusal.ts';

interface Size {
  depth: number;
  aliases: number;
  fields: number;
  /** Fields at the top of this selection set, fragments expanded. */
  top: number;
  /** Their weights, as if this were the root. */
  cost: number;
}

interface Measures {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  sized: Map<string, Size>;
  weightOf: (field: string) => number;
}

const nothing: Readonly<Size> = { depth: 0, aliases: 0, fields: 0, top: 0, cost: 0 };

/**
 * Sizes a selection set as if its fragments were written out, in time linear in the document: each fragment is sized once.
 * A cycle counts as nothing; validation refuses it.
 */
function measure(set: SelectionSetNode, measures: Measures): Size {
  const total: Size = { ...nothing };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const inner = selection.selectionSet && measure(selection.selectionSet, measures);
      if (selection.alias?.value === '__proto__') throw new Refusal(400, 'BAD_INPUT', 'badRequest', 'alias __proto__');
      total.depth = Math.max(total.depth, 1 + (inner?.depth ?? 0));
      total.aliases += (selection.alias ? 1 : 0) + (inner?.aliases ?? 0);
      total.fields += 1 + (inner?.fields ?? 0);
      total.top += 1;
      total.cost += measures.weightOf(selection.name.value);
      continue;
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT ? measure(selection.selectionSet, measures) : spread(selection.name.value, measures);
    total.depth = Math.max(total.depth, inner.depth);
    total.aliases += inner.aliases;
    total.fields += inner.fields;
    total.top += inner.top;
    total.cost += inner.cost;
  }
  return total;
}

function spread(name: string, measures: Measures): Size {
  const { fragments, sized } = measures;
  const known = sized.get(name);
  if (known) return known;
  sized.set(name, nothing);
  const fragment = fragments.get(name);
  const size = fragment ? measure(fragment.selectionSet, measures) : nothing;
  sized.set(name, size);
  return size;
}

/**
 * Refuses with TOO_COSTLY what is deeper, wider, more aliased or dearer than the limits allow; gives the sum of its root fields'
 * weights (`rootType` is the name of the root operation type) and how many fields it has once fragments are written out.
 */
export function enforceLimits(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rootType: string,
  limits: Configuration['limits'],
): Pick<Size, 'cost' | 'fields'> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const size = measure(operation.selectionSet, {
    fragments,
    sized: new Map(),
    weightOf: (field) => limits.rootWeights[`${rootType}.${field}`] ?? 1,
  });
  const excess =
    (size.depth > limits.depth && `depth ${String(size.depth)} > ${String(limits.depth)}`) ||
    (size.aliases > limits.aliases && `aliases ${String(size.aliases)} > ${String(limits.aliases)}`) ||
    (size.top > limits.rootFields && `root fields ${String(size.top)} > ${String(limits.rootFields)}`) ||
    (size.cost > limits.rootCost && `cost ${String(size.cost)} > ${String(limits.rootCost)}`) ||
    (size.fields > limits.fields && `fields ${String(size.fields)} > ${String(limits.fields)}`);
  if (excess) throw new Refusal(400, 'TOO_COSTLY', 'tooCostly', excess);
  return size;
}
