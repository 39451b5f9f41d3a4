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
  let cost = 0;

  function objectText(of: Shape, source: JsonObject): string | undefined {
    const claimed = source['__typename'];
    const typename = of.concrete ?? (typeof claimed === 'string' ? claimed : undefined);
    const fields = of.fieldsOf(typename);
    if (!fields) {
      onNull([...path]);
      return undefined;
    }
    cost += fields.cost;
    let text = '';
    for (const { key, source: from, prefix, kind, slot, denied } of fields.list) {
      let written: string | undefined;
      if (kind === 'value') {
        const value = source[from];
        if (value === null || value === undefined) {
          written = undefined;
        } else if (slot.write) {
          written = slot.write(value);
          if (written === undefined) onNull([...path, key]);
        } else {
          path.push(key);
          written = composite(slot, value);
          path.pop();
        }
        if (written === undefined) {
          if (slot.nonNull) {
            onNull([...path, key]);
            return undefined;
          }
          written = 'null';
        }
      } else if (kind === 'denied') {
        onNull([...path, key], denied);
        if (slot.nonNull) return undefined;
        written = 'null';
      } else if (kind === 'typename') {
        written = typename === undefined ? 'null' : JSON.stringify(typename);
      } else {
        written = JSON.stringify(source[from] ?? null);
      }
      text += text === '' ? prefix : `,${prefix}`;
      text += written;
    }
    return `{${text}}`;
  }

  function listText(item: Slot, source: readonly unknown[]): string | undefined {
    let text = '[';
    for (let index = 0; index < source.length; index += 1) {
      const value = source[index];
      let written: string | undefined;
      if (value !== null && value !== undefined) {
        path.push(index);
        written = item.write ? item.write(value) : composite(item, value);
        if (written === undefined && item.write) onNull([...path]);
        path.pop();
      }
      if (written === undefined) {
        if (item.nonNull) {
          onNull([...path, index]);
          return undefined;
        }
        written = 'null';
      }
      text += index === 0 ? written : `,${written}`;
    }
    return `${text}]`;
  }

  function composite(slot: Slot, value: unknown): string | undefined {
    if (slot.item) {
      if (Array.isArray(value)) return listText(slot.item, value);
    } else if (slot.shape && isObject(value)) {
      return objectText(slot.shape, value);
    }
    onNull([...path]);
    return undefined;
  }

  const text = objectText(shape, data) ?? 'null';
  return { text, cost };
}
