import type { JsonObject } from '../json.ts';
import type { Representation } from './representation.ts';

/** Equal representations are sent once; `of` says which objects each one stands for. */
export interface Wanted {
  texts: string[];
  of: number[][];
  /** By position: an equal object that comes before, where neither holds more than what it is asked for with. */
  twins: Map<number, JsonObject> | undefined;
}

type Level = Map<unknown, Level | number[]>;

function below(level: Level, value: unknown): Level {
  const known = level.get(value);
  if (known instanceof Map) return known;
  const made: Level = new Map();
  level.set(value, made);
  return made;
}

function holdsOnly(object: JsonObject, fields: number): boolean {
  let found = 0;
  for (const _ in object) found += 1;
  return found === fields;
}

/** Where making every text is less than the work of doing without. */
const few = 4;

function wantedOfFew(objects: readonly JsonObject[], { text }: Representation): Wanted {
  const wanted: Wanted = { texts: [], of: [], twins: undefined };
  for (const [position, object] of objects.entries()) {
    const asked = text(object);
    if (asked === undefined) continue;
    const sharing = wanted.of[wanted.texts.indexOf(asked)];
    if (sharing) {
      sharing.push(position);
      continue;
    }
    wanted.texts.push(asked);
    wanted.of.push([position]);
  }
  return wanted;
}

/** What to ask for a fetch's objects. Objects of leaves alone are told apart by their values: a text is made for the first of its kind. */
export function wantedOf(objects: readonly JsonObject[], representation: Representation): Wanted {
  if (objects.length <= few) return wantedOfFew(objects, representation);
  const wanted: Wanted = { texts: [], of: [], twins: undefined };
  const groups: Level = new Map();
  for (let position = 0; position < objects.length; position += 1) {
    const object = objects[position];
    if (!object) continue;
    const typename = object['__typename'];
    const fields = typeof typename === 'string' ? representation.flat(typename) : undefined;
    let text = fields ? undefined : representation.text(object);
    if (!fields && text === undefined) continue;
    let level = fields ? below(groups, typename) : groups;
    let last: unknown = text;
    if (fields) {
      for (let at = 0; at < fields.length; at += 1) {
        if (at > 0) level = below(level, last);
        last = object[fields[at]?.name ?? ''];
      }
    }
    const sharing = level.get(last);
    if (Array.isArray(sharing)) {
      sharing.push(position);
      const first = objects[sharing[0] ?? 0];
      if (first && first !== object && fields && holdsOnly(object, fields.length) && holdsOnly(first, fields.length))
        (wanted.twins ??= new Map()).set(position, first);
      continue;
    }
    text ??= representation.text(object);
    if (text === undefined) continue;
    const first = [position];
    level.set(last, first);
    wanted.texts.push(text);
    wanted.of.push(first);
  }
  return wanted;
}
