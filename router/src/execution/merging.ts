import { isObject, type JsonObject } from '../json.ts';
import type { IsOfType, PathPattern, ResponsePath, Rewrite } from '../planning/plan.ts';

const onType = '... on ';

/** Every object at `pattern` below `value` goes to `into`, in order. */
export function gather(value: unknown, pattern: PathPattern, depth: number, into: JsonObject[]): void {
  if (Array.isArray(value)) {
    const below = pattern[depth] === '@' ? depth + 1 : depth;
    for (const element of value) gather(element, pattern, below, into);
  } else if (isObject(value)) {
    const step = pattern[depth];
    if (step === undefined) into.push(value);
    else if (step !== '@' && Object.hasOwn(value, step)) gather(value[step], pattern, depth + 1, into);
  }
}

/** Puts the twins of what `gather` found in its place. */
export function unite(
  value: unknown,
  pattern: PathPattern,
  depth: number,
  twins: ReadonlyMap<number, JsonObject>,
  seen: { count: number },
): unknown {
  if (Array.isArray(value)) {
    const below = pattern[depth] === '@' ? depth + 1 : depth;
    for (const [index, element] of value.entries()) value[index] = unite(element, pattern, below, twins, seen);
  } else if (isObject(value)) {
    const step = pattern[depth];
    if (step === undefined) {
      seen.count += 1;
      return twins.get(seen.count - 1) ?? value;
    }
    if (step !== '@' && Object.hasOwn(value, step)) value[step] = unite(value[step], pattern, depth + 1, twins, seen);
  }
  return value;
}

/** As `gather`, for those who need to know where: `path` is reused between calls. */
export function eachAt(value: unknown, pattern: PathPattern, found: (object: JsonObject, path: ResponsePath) => void): void {
  const path: (string | number)[] = [];
  const walk = (at: unknown, depth: number): void => {
    const step = pattern[depth];
    if (Array.isArray(at)) {
      for (const [index, element] of at.entries()) {
        path.push(index);
        walk(element, step === '@' ? depth + 1 : depth);
        path.pop();
      }
    } else if (isObject(at)) {
      if (step === undefined) {
        found(at, path);
      } else if (step !== '@' && Object.hasOwn(at, step)) {
        path.push(step);
        walk(at[step], depth + 1);
        path.pop();
      }
    }
  };
  walk(value, 0);
}

/**
 * Adds what `source` has to `target`; where both hold objects, or lists of one length, they are merged. A type's name that is one
 * of `vague` never takes the place of another.
 */
export function merge(target: JsonObject, source: JsonObject, vague?: ReadonlySet<string>): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    // Of no GraphQL answer: it would be every object's.
    if (value === undefined || key === '__proto__') continue;
    const present = target[key];
    if (present === undefined) target[key] = value;
    else if (typeof present !== 'object' || present === null) {
      if (!vague || key !== '__typename' || typeof value !== 'string' || !vague.has(value)) target[key] = value;
    } else if (isObject(present) && isObject(value)) merge(present, value, vague);
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length) mergeLists(present, value, vague);
    else target[key] = value;
  }
}

function mergeLists(target: unknown[], source: readonly unknown[], vague: ReadonlySet<string> | undefined): void {
  for (const [index, value] of source.entries()) {
    const present = target[index];
    if (isObject(present) && isObject(value)) merge(present, value, vague);
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length) mergeLists(present, value, vague);
    else target[index] = value;
  }
}

/** Applies the planner's rewrites to what goes to a subgraph or comes from it, in place. */
export function applyRewrites(value: JsonObject, rewrites: readonly Rewrite[], isOfType: IsOfType): void {
  for (const rewrite of rewrites) {
    const last = rewrite.path.at(-1);
    if (last === undefined) continue;
    const apply = (object: JsonObject): void => {
      if (rewrite.kind === 'ValueSetter') {
        object[last] = rewrite.value;
      } else if (object[last] !== undefined) {
        object[rewrite.renameTo] = object[last];
        object[last] = undefined;
      }
    };
    applyAt(value, rewrite.path.slice(0, -1), apply, isOfType);
  }
}

function applyAt(value: unknown, path: readonly string[], apply: (object: JsonObject) => void, isOfType: IsOfType): void {
  if (Array.isArray(value)) {
    for (const element of value) applyAt(element, path, apply, isOfType);
    return;
  }
  if (!isObject(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) {
    apply(value);
  } else if (step.startsWith(onType)) {
    const typename = value['__typename'];
    if (typeof typename !== 'string' || isOfType(typename, step.slice(onType.length))) applyAt(value, rest, apply, isOfType);
  } else {
    applyAt(value[step], rest, apply, isOfType);
  }
}
