import { Kind, parse, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Hint, HintedType, Hints } from './hints.ts';

/** How long something may be kept, and whether for one viewer alone. */
export interface Policy {
  maxAgeSeconds: number;
  isPrivate: boolean;
}

/** Of what is selected so far: undefined where nothing limits it yet. */
interface Sum {
  maxAge: number | undefined;
  isPrivate: boolean;
}

interface Walk {
  hints: Hints;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  sum: Sum;
}

function restrict(sum: Sum, maxAge: number | undefined, isPrivate = false): void {
  if (maxAge !== undefined) sum.maxAge = Math.min(sum.maxAge ?? Infinity, maxAge);
  sum.isPrivate ||= isPrivate;
}

/** The rules of @cacheControl: a field's maxAge goes before its type's; roots and objects that say nothing can't be kept. */
function restrictByField(sum: Sum, hint: Hint | undefined, target: HintedType | undefined, isTop: boolean): void {
  const ofType = target?.hint;
  const isComposite = target?.isComposite ?? false;
  const inherits = isComposite && ((ofType?.inherits ?? false) || (hint?.inherits ?? false));
  const maxAge = hint?.maxAge ?? (isComposite ? ofType?.maxAge : undefined);
  const withDefault = maxAge ?? (isTop || (isComposite && !inherits) ? 0 : undefined);
  restrict(sum, withDefault, (hint?.isPrivate ?? false) || (ofType?.isPrivate ?? false));
}

function walkField(name: string, parent: HintedType, isTop: boolean, walk: Walk): string | undefined {
  const { hints, sum } = walk;
  const objects = parent.possible.flatMap((object) => hints.get(object) ?? []);
  const own = parent.fields.get(name);
  const all =
    parent.possible.length > 0 ? objects.flatMap((object) => object.fields.get(name) ?? []) : [own].flatMap((field) => field ?? []);
  const type = own?.type ?? all[0]?.type;
  if (type === undefined || all.length === 0) {
    restrict(sum, 0);
    return type;
  }
  for (const field of all) restrictByField(sum, field.hint ?? own?.hint, hints.get(field.type), isTop);
  // Whichever object it will be.
  for (const object of hints.get(type)?.possible ?? []) {
    const hint = hints.get(object)?.hint;
    restrict(sum, hint?.maxAge, hint?.isPrivate);
  }
  return type;
}

/** `isTop`: a leaf that says nothing has no parent whose maxAge could be its own. */
function walkSet(set: SelectionSetNode, typeName: string, isTop: boolean, walk: Walk): void {
  const parent = walk.hints.get(typeName);
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value === '__typename') continue;
      const type = parent && walkField(selection.name.value, parent, isTop, walk);
      if (type === undefined) restrict(walk.sum, 0);
      else if (selection.selectionSet) walkSet(selection.selectionSet, type, false, walk);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
    if (fragment) walkSet(fragment.selectionSet, fragment.typeCondition?.name.value ?? typeName, isTop, walk);
  }
}

const fragmentsOf = ({ definitions }: DocumentNode): Walk['fragments'] =>
  new Map(definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]));

const policyOf = ({ maxAge = 0, isPrivate }: Sum): Policy | undefined => (maxAge > 0 ? { maxAgeSeconds: maxAge, isPrivate } : undefined);

/** Of a query's whole answer, whatever its @skip and @include decide; undefined where it can't be kept. */
export function answerPolicy(
  document: DocumentNode,
  { selectionSet }: OperationDefinitionNode,
  root: string,
  hints: Hints,
): Policy | undefined {
  const walk: Walk = { hints, fragments: fragmentsOf(document), sum: { maxAge: undefined, isPrivate: false } };
  walkSet(selectionSet, root, true, walk);
  return policyOf(walk.sum);
}

/** Of each entity that a subgraph is asked for with `_entities`; undefined where they can't be kept. */
export function entityPolicy(query: string, hints: Hints): Policy | undefined {
  const document = parse(query, { noLocation: true });
  const walk: Walk = { hints, fragments: fragmentsOf(document), sum: { maxAge: undefined, isPrivate: false } };
  const walkEntities = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection;
      const type = fragment && 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
      if (type === undefined || !fragment?.selectionSet) {
        if (fragment?.kind === Kind.INLINE_FRAGMENT) walkEntities(fragment.selectionSet);
        continue;
      }
      const hinted = walk.hints.get(type);
      restrict(walk.sum, hinted?.hint?.maxAge, hinted?.hint?.isPrivate);
      walkSet(fragment.selectionSet, type, hinted?.hint?.maxAge === undefined, walk);
    }
  };
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const selection of node.selectionSet.selections)
      if (selection.kind === Kind.FIELD && selection.selectionSet) walkEntities(selection.selectionSet);
  }
  return policyOf(walk.sum);
}
