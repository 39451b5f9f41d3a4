import { isObject, type JsonObject } from '../json.ts';
import type { Fetch, IsOfType, Required, RequiredField } from '../planning/plan.ts';
import { applyRewrites, merge } from './merging.ts';

/** What `requires` names of `source`; null when a field of it is missing, so that the entity can't be asked for. */
function represent(source: JsonObject, requires: readonly Required[], isOfType: IsOfType): JsonObject | null {
  const result: JsonObject = {};
  for (const selection of requires) {
    if (selection.kind === 'InlineFragment') {
      const typename = source['__typename'];
      if (selection.on !== undefined && !(typeof typename === 'string' && isOfType(typename, selection.on))) continue;
      const part = represent(source, selection.selections, isOfType);
      if (part) merge(result, part);
      continue;
    }
    const value = source[selection.name];
    if (value === undefined) return null;
    result[selection.name] = selection.selections ? representValue(value, selection.selections, isOfType) : value;
  }
  return result;
}

function representValue(value: unknown, selections: readonly Required[], isOfType: IsOfType): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => representValue(element, selections, isOfType));
  return isObject(value) ? represent(value, selections, isOfType) : value;
}

/** The fields of the only fragment that speaks of `typename`, when all of them are leaves: then no object has to be made. */
function flatFields(requires: readonly Required[], typename: string, isOfType: IsOfType): readonly RequiredField[] | undefined {
  const fitting = requires.filter(
    (selection) => selection.kind === 'Field' || selection.on === undefined || isOfType(typename, selection.on),
  );
  const [only] = fitting;
  if (fitting.length !== 1 || only?.kind !== 'InlineFragment') return undefined;
  const fields = only.selections.filter((selection) => selection.kind === 'Field' && !selection.selections);
  return fields.length === only.selections.length ? fields.filter((field) => field.kind === 'Field') : undefined;
}

/** Names of leaf fields and the JSON before their values. */
type Flat = readonly { name: string; prefix: string }[];

export interface Representation {
  /** What makes the JSON when an object of that type needs no more than its leaves. */
  flat: (typename: string) => Flat | undefined;
  /** The JSON with which an entity is asked for; undefined for an object that can't be. */
  text: (object: JsonObject) => string | undefined;
}

/** How objects of one type are represented: none of `keys` for those that are not. */
interface Manner {
  flat: Flat | undefined;
  /** Of the type as which the subgraph knows it. */
  keys: Keys;
}
type Keys = readonly (readonly string[])[];
const unasked: Manner = { flat: undefined, keys: [] };

export function compileRepresentation(
  requires: readonly Required[],
  { inputRewrites, entities }: Pick<Fetch, 'inputRewrites' | 'entities'>,
  isOfType: IsOfType,
): Representation {
  const known = new Map<string, Manner>();

  /** The type's keys where the subgraph it is sent to has it: the planner's requirements may fit other types too. */
  function keysOf(typename: string): Keys {
    const sample: JsonObject = { __typename: typename };
    applyRewrites(sample, inputRewrites, isOfType);
    return entities.get(String(sample['__typename'])) ?? [];
  }

  function mannerOf(typename: string): Manner {
    const keys = keysOf(typename);
    const fields = inputRewrites.length > 0 ? undefined : flatFields(requires, typename, isOfType);
    if (!fields) return { flat: undefined, keys };
    const names = fields.map(({ name }) => name);
    if (!keys.some((key) => key.every((name) => names.includes(name)))) return unasked;
    return { keys, flat: names.map((name, index) => ({ name, prefix: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:` })) };
  }

  function manner(typename: string): Manner {
    const found = known.get(typename);
    if (found) return found;
    const made = mannerOf(typename);
    if (known.size < 1000) known.set(typename, made);
    return made;
  }

  return {
    flat: (typename) => manner(typename).flat,
    text: (object) => {
      const typename = object['__typename'];
      if (typeof typename !== 'string') return undefined;
      const { flat, keys } = manner(typename);
      if (!flat) {
        const made = keys.length > 0 ? represent(object, requires, isOfType) : null;
        if (typeof made?.['__typename'] !== 'string' || !keys.some((key) => key.every((name) => name in made))) return undefined;
        applyRewrites(made, inputRewrites, isOfType);
        return JSON.stringify(made);
      }
      let text = '';
      for (const { name, prefix } of flat) {
        const value = object[name];
        if (value === undefined) return undefined;
        text += prefix + JSON.stringify(value);
      }
      return `${text}}`;
    },
  };
}
