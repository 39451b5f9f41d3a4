import { isObject, type JsonObject } from '../json.ts';
import type { Requirement } from '../guard/requirements.ts';
import type { ResponsePath } from '../planning/plan.ts';
import type { Shape, ShapeField, Slot } from './shape.ts';
import { ascii, Text } from './text.ts';

/** The JSON of an answer's data, and how many units of cost the objects in it came to. */
export interface Written {
  text: string;
  cost: number;
}

/** The JSON of an object that stands in several places, as it was written in the first. */
interface Copy {
  shape: Shape;
  from: number;
  to: number;
  cost: number;
}

const braceOpen = 123;
const braceClose = 125;
const bracketOpen = 91;
const bracketClose = 93;
const comma = 44;
const nothing = ascii('null');
/** Writing never waits, so that one is enough. */
const output = new Text();
const none: ReadonlySet<JsonObject> = new Set();

/**
 * Writes merged subgraph data as the operation selects it, in its order, in one pass: nulls are carried up to the nearest
 * nullable place ('null' for the whole where there is none). `onNull` hears of each place where a null, a value of the wrong
 * kind or an unknown type had to be carried up, and of each field that is not shown, with what it requires. Objects that are
 * `shared` stand in several places.
 */
export function serialise(
  whole: Shape,
  data: JsonObject,
  onNull: (path: ResponsePath, denied?: Requirement) => void,
  shared: ReadonlySet<JsonObject> = none,
): Written {
  const path: (string | number)[] = [];
  const copies = shared.size > 0 ? new Map<JsonObject, Copy>() : undefined;
  let cost = 0;
  let nulls = 0;

  function tell(denied?: Requirement): void {
    nulls += 1;
    onNull([...path], denied);
  }

  function takeBack(begun: number): false {
    output.length = begun;
    if (copies) for (const [object, { to }] of copies) if (to > begun) copies.delete(object);
    return false;
  }

  /** These say whether they have written a value; where not, they have told of it, or it was a null that may be one. */
  function writeObject(shape: Shape, source: JsonObject): boolean {
    const claimed = source['__typename'];
    const typename = shape.concrete ?? (typeof claimed === 'string' ? claimed : undefined);
    const fields = shape.fieldsOf(typename);
    if (!fields) {
      tell();
      return false;
    }
    cost += fields.cost;
    const begun = output.length;
    if (fields.list.length === 0) output.byte(braceOpen);
    for (const field of fields.list) {
      const at = output.length;
      output.bytes(field.prefix);
      if (at === begun) output.set(at, braceOpen);
      if (field.kind === 'typename') {
        output.bytes(typename === undefined ? nothing : fields.typename);
      } else if (!writeField(field, source)) {
        if (field.slot.nonNull) return takeBack(begun);
        output.bytes(nothing);
      }
    }
    output.byte(braceClose);
    return true;
  }

  function writeField({ key, source: from, kind, slot, denied }: ShapeField, source: JsonObject): boolean {
    const value = kind === 'denied' ? null : source[from];
    if (kind === 'introspection') {
      output.json(value ?? null);
      return true;
    }
    path.push(key);
    const written = value !== null && value !== undefined ? writeValue(slot, value) : lacking(slot, denied);
    path.pop();
    return written;
  }

  function lacking({ nonNull }: Slot, denied?: Requirement): false {
    if (nonNull || denied) tell(denied);
    return false;
  }

  function writeList(item: Slot, source: readonly unknown[]): boolean {
    const begun = output.length;
    output.byte(bracketOpen);
    for (let index = 0; index < source.length; index += 1) {
      const value = source[index];
      if (index > 0) output.byte(comma);
      path.push(index);
      const written = value !== null && value !== undefined ? writeValue(item, value) : lacking(item);
      path.pop();
      if (written) continue;
      if (item.nonNull) return takeBack(begun);
      output.bytes(nothing);
    }
    output.byte(bracketClose);
    return true;
  }

  function writeValue({ write, item, shape }: Slot, value: unknown): boolean {
    if (write) {
      if (write(value, output)) return true;
    } else if (item) {
      if (Array.isArray(value)) return writeList(item, value);
    } else if (shape && isObject(value)) {
      return copies && shared.has(value) ? writeShared(shape, value, copies) : writeObject(shape, value);
    }
    tell();
    return false;
  }

  /** Once, and then the same bytes again, unless nulls of it have to be told of at each place. */
  function writeShared(shape: Shape, value: JsonObject, known: Map<JsonObject, Copy>): boolean {
    const copy = known.get(value);
    if (copy?.shape === shape) {
      output.again(copy.from, copy.to);
      cost += copy.cost;
      return true;
    }
    const before = { from: output.length, cost, nulls };
    const written = writeObject(shape, value);
    if (written && before.nulls === nulls) known.set(value, { shape, from: before.from, to: output.length, cost: cost - before.cost });
    return written;
  }

  output.begin();
  const text = writeObject(whole, data) ? output.take() : 'null';
  return { text, cost };
}
