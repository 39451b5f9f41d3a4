import type { JsonObject, Required, RequiredField, Rewrite } from '../planning/plan.ts';
import { applyRewrites, merge } from './merging.ts';

export type IsOfType = (typename: string, condition: string) => boolean;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

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

export function compileRepresentation(requires: readonly Required[], rewrites: readonly Rewrite[], isOfType: IsOfType): Representation {
  const known = new Map<string, Flat | undefined>();

  const flat = (typename: string): Flat | undefined => {
    const found = known.get(typename);
    if (found || known.has(typename)) return found;
    const fields = rewrites.length > 0 ? undefined : flatFields(requires, typename, isOfType);
    const made = fields?.map(({ name }, index) => ({ name, prefix: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:` }));
    if (known.size < 1000) known.set(typename, made);
    return made;
  };

  return {
    flat,
    text: (object) => {
      const typename = object['__typename'];
      if (typeof typename !== 'string') return undefined;
      const fields = flat(typename);
      if (!fields) {
        const made = represent(object, requires, isOfType);
        if (typeof made?.['__typename'] !== 'string') return undefined;
        applyRewrites(made, rewrites, isOfType);
        return JSON.stringify(made);
      }
      let text = '';
      for (const { name, prefix } of fields) {
        const value = object[name];
        if (value === undefined) return undefined;
        text += prefix + JSON.stringify(value);
      }
      return `${text}}`;
    },
  };
}
