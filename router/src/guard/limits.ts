import { GraphQLError, Kind, parse, visit, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Configuration } from '../configuration.ts';
import { Refusal } from '../edge/refusal.ts';
import { nestingOfDocument } from './nesting.ts';

interface Size {
  depth: number;
  aliases: number;
  fields: number;
  /** Fields at the top of this selection set, fragments expanded. */
  top: number;
}

interface Measures {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  sized: Map<string, Size>;
  /** Fragments that are being sized. */
  open: Set<string>;
}

const nothing: Readonly<Size> = { depth: 0, aliases: 0, fields: 0, top: 0 };

/**
 * Sizes a selection set as if its fragments were written out, in time linear in the document: each fragment is sized once.
 * Refuses fragments that go round in a circle.
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
      continue;
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT ? measure(selection.selectionSet, measures) : spread(selection.name.value, measures);
    total.depth = Math.max(total.depth, inner.depth);
    total.aliases += inner.aliases;
    total.fields += inner.fields;
    total.top += inner.top;
  }
  return total;
}

function spread(name: string, measures: Measures): Size {
  const { fragments, sized, open } = measures;
  const known = sized.get(name);
  if (known) return known;
  if (open.has(name)) throw new Refusal(400, 'BAD_INPUT', 'badRequest', `fragment ${name.slice(0, 80)} … ${name.slice(0, 80)}`);
  open.add(name);
  const fragment = fragments.get(name);
  const size = fragment ? measure(fragment.selectionSet, measures) : nothing;
  open.delete(name);
  sized.set(name, size);
  return size;
}

function excessOf(size: Size, limits: Configuration['limits']): string | undefined {
  const measured = [
    ['depth', size.depth, limits.depth],
    ['aliases', size.aliases, limits.aliases],
    ['root fields', size.top, limits.rootFields],
    ['fields', size.fields, limits.fields],
  ] as const;
  const found = measured.find(([, is, most]) => is > most);
  return found && `${found[0]} ${String(found[1])} > ${String(found[2])}`;
}

/**
 * Pairs of fields that validation has to compare because they answer to the same key, in time linear in the fields written out:
 * the document is within the other limits, and without cycles.
 */
function overlapsIn(sets: readonly SelectionSetNode[], fragments: Measures['fragments']): number {
  const byKey = new Map<string, { count: number; sets: SelectionSetNode[] }>();
  const gather = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = byKey.get(key) ?? { count: 0, sets: [] };
        known.count += 1;
        if (selection.selectionSet) known.sets.push(selection.selectionSet);
        byKey.set(key, known);
        continue;
      }
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (inner) gather(inner.selectionSet);
    }
  };
  for (const set of sets) gather(set);
  let overlaps = 0;
  for (const { count, sets: inner } of byKey.values()) overlaps += (count * (count - 1)) / 2 + overlapsIn(inner, fragments);
  return overlaps;
}

export const tooCostly = (reason: string): Refusal => new Refusal(400, 'TOO_COSTLY', 'tooCostly', reason);

/**
 * Refuses with TOO_COSTLY a document of which any operation is deeper, wider or more aliased than the limits allow, or which has
 * more directives: all of it goes through validation. Gives how many fields there are once fragments are written out.
 */
export function enforceLimits(document: DocumentNode, limits: Configuration['limits']): number {
  let directives = 0;
  visit(document, { Directive: () => void (directives += 1) });
  if (directives > limits.directives) throw tooCostly(`directives ${String(directives)} > ${String(limits.directives)}`);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const measures = { fragments, sized: new Map<string, Size>(), open: new Set<string>() };
  let fields = 0;
  let overlaps = 0;
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue;
    // Of a fragment what stands at its top is not at the root.
    const size =
      node.kind === Kind.OPERATION_DEFINITION ? measure(node.selectionSet, measures) : { ...spread(node.name.value, measures), top: 0 };
    const excess = excessOf(size, limits);
    if (excess !== undefined) throw tooCostly(excess);
    fields = Math.max(fields, size.fields);
    overlaps += overlapsIn([node.selectionSet], fragments);
    if (overlaps > limits.overlaps) throw tooCostly(`overlaps > ${String(limits.overlaps)}`);
  }
  return fields;
}

/** Refuses what is too deep for anything recursive to read it, or has too many tokens; throws GraphQLError for what is no GraphQL. */
export function parseWithin(query: string, limits: Configuration['limits']): DocumentNode {
  const nesting = nestingOfDocument(query);
  if (nesting > limits.nesting) throw tooCostly(`nesting ${String(nesting)} > ${String(limits.nesting)}`);
  try {
    return parse(query, { maxTokens: limits.tokens });
  } catch (error) {
    const tooMany = error instanceof GraphQLError && error.message.includes('Parsing aborted');
    throw tooMany ? tooCostly(`tokens > ${String(limits.tokens)}`) : error;
  }
}
