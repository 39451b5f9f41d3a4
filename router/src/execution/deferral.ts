import { getNamedType, isCompositeType, Kind, parse, type GraphQLCompositeType, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isObject, type JsonObject } from '../json.ts';
import type { IsOfType, PlanNode, ResponsePath } from '../planning/plan.ts';
import type { Execution, Step } from './step.ts';
import { Shape, type ShapeSource } from './shape.ts';

const onType = '... on ';

export function compileDefer(node: Extract<PlanNode, { kind: 'Defer' }>, compiled: (child: PlanNode) => Step): Step {
  const primary = node.primary.node && compiled(node.primary.node);
  const deferred = node.deferred.map((part) => ({ part, step: part.node && compiled(part.node) }));
  return async (objects, run: Execution) => {
    const { parts } = (run.deferral.current ??= { selection: node.primary.selection, parts: [] });
    const begun = primary?.(objects, run) ?? Promise.resolve();
    for (const { part, step } of deferred) {
      const failures = run.failures.apart();
      const late = begun.then(() => step?.(objects, { ...run, failures, within: ready }));
      const ready: Promise<void> = Promise.all([late, run.within]).then(() => undefined);
      parts.push({ part, failures, ready });
    }
    await begun;
  };
}

/** Where the objects of a late part are: each with its place in the answer. */
export function objectsAt(root: JsonObject, path: readonly string[], isOfType: IsOfType): { object: JsonObject; at: ResponsePath }[] {
  const found: { object: JsonObject; at: ResponsePath }[] = [];
  const walk = (value: unknown, depth: number, at: ResponsePath): void => {
    if (Array.isArray(value)) {
      for (const [index, element] of value.entries()) walk(element, depth, [...at, index]);
      return;
    }
    if (!isObject(value)) return;
    const step = path[depth];
    if (step === undefined) {
      found.push({ object: value, at });
    } else if (step.startsWith(onType)) {
      const typename = value['__typename'];
      if (typeof typename !== 'string' || isOfType(typename, step.slice(onType.length))) walk(value, depth + 1, at);
    } else {
      walk(value[step], depth + 1, [...at, step]);
    }
  };
  walk(root, 0, []);
  return found;
}

/** The type of what lies at `path` of an operation; keys are those of the document that was planned. */
function typeAt(
  schema: GraphQLSchema,
  root: GraphQLCompositeType,
  set: SelectionSetNode,
  path: readonly string[],
  fragments: ShapeSource['fragments'],
): GraphQLCompositeType | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return root;
  if (step.startsWith(onType)) {
    const narrowed = schema.getType(step.slice(onType.length));
    return isCompositeType(narrowed) ? typeAt(schema, narrowed, set, rest, fragments) : undefined;
  }
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const on = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : root;
      const found = fragment && isCompositeType(on) ? typeAt(schema, on, fragment.selectionSet, path, fragments) : undefined;
      if (found) return found;
      continue;
    }
    if ((selection.alias?.value ?? selection.name.value) !== step || !selection.selectionSet || !('getFields' in root)) continue;
    const field = root.getFields()[selection.name.value];
    const type = field && schema.getType(getNamedType(field.type).name);
    const found = isCompositeType(type) ? typeAt(schema, type, selection.selectionSet, rest, fragments) : undefined;
    if (found) return found;
  }
  return undefined;
}

const emptySet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function setOf(selection: string | undefined): SelectionSetNode {
  const [definition] = selection === undefined ? [] : parse(selection, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : emptySet;
}

/** How one part of an answer is written; `selection` is the planner's text of it, on the object at `path`. */
export function partShape(
  of: { root: GraphQLCompositeType; planned: SelectionSetNode; source: ShapeSource },
  part: { selection: string | undefined; path: readonly string[] },
): Shape {
  const { root, planned, source } = of;
  const type = typeAt(source.schema, root, planned, part.path, source.fragments) ?? root;
  return new Shape(type, 0, [setOf(part.selection)], source);
}
