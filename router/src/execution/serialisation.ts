import type { Requirement } from '../guard/requirements.ts';
import type { JsonObject, ResponsePath } from '../planning/plan.ts';
import type { Shape, Slot } from './shape.ts';

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON of an answer's data, and how many units of cost the objects in it came to. */
export interface Written {
  text: string;
  cost: number;
}

/**
 * Writes merged subgraph data as the operation selects it, in its order, in one pass: nulls are carried up to the nearest
 * nullable place ('null' for the whole where there is none). `onNull` hears of each place where a null, a value of the wrong
 * kind or an unknown type had to be carried up, and of each field that is not shown, with what it requires.
 */
export function serialise(shape: Shape, data: JsonObject, onNull: (path: ResponsePath, denied?: Requirement) => void): Written {
  const path: (string | number)[] = [];
  /** Pieces of the text, joined once: adding to a string would make two more for each field. */
  const pieces: string[] = [];
  let cost = 0;

  /** These three say whether they have written a value; where not, what they had begun is taken back. */
  function writeObject(of: Shape, source: JsonObject): boolean {
    const claimed = source['__typename'];
    const typename = of.concrete ?? (typeof claimed === 'string' ? claimed : undefined);
    const fields = of.fieldsOf(typename);
    if (!fields) {
      onNull([...path]);
      return false;
    }
    cost += fields.cost;
    const begun = pieces.length;
    if (fields.list.length === 0) pieces.push('{');
    let separator = '{';
    for (const { key, source: from, prefix, kind, slot, denied } of fields.list) {
      pieces.push(separator, prefix);
      separator = ',';
      if (kind === 'typename') {
        pieces.push(typename === undefined ? 'null' : `"${typename}"`);
        continue;
      }
      if (kind === 'introspection') {
        pieces.push(JSON.stringify(source[from] ?? null));
        continue;
      }
      let written = false;
      if (kind === 'denied') {
        onNull([...path, key], denied);
      } else {
        const value = source[from];
        if (value !== null && value !== undefined) {
          if (slot.write) {
            const text = slot.write(value);
            if (text === undefined) onNull([...path, key]);
            else {
              pieces.push(text);
              written = true;
            }
          } else {
            path.push(key);
            written = writeComposite(slot, value);
            path.pop();
          }
        }
        if (!written && slot.nonNull) onNull([...path, key]);
      }
      if (written) continue;
      if (slot.nonNull) {
        pieces.length = begun;
        return false;
      }
      pieces.push('null');
    }
    pieces.push('}');
    return true;
  }

  function writeList(item: Slot, source: readonly unknown[]): boolean {
    const begun = pieces.length;
    pieces.push('[');
    for (let index = 0; index < source.length; index += 1) {
      const value = source[index];
      if (index > 0) pieces.push(',');
      let written = false;
      if (value !== null && value !== undefined) {
        path.push(index);
        if (item.write) {
          const text = item.write(value);
          if (text === undefined) onNull([...path]);
          else {
            pieces.push(text);
            written = true;
          }
        } else {
          written = writeComposite(item, value);
        }
        path.pop();
      }
      if (written) continue;
      if (item.nonNull) {
        onNull([...path, index]);
        pieces.length = begun;
        return false;
      }
      pieces.push('null');
    }
    pieces.push(']');
    return true;
  }

  function writeComposite(slot: Slot, value: unknown): boolean {
    if (slot.item) {
      if (Array.isArray(value)) return writeList(slot.item, value);
    } else if (slot.shape && isObject(value)) {
      return writeObject(slot.shape, value);
    }
    onNull([...path]);
    return false;
  }

  const text = writeObject(shape, data) ? pieces.join('') : 'null';
  return { text, cost };
}
