import type { JsonObject, ResponsePath } from '../planning/plan.ts';
import type { Shape, Slot } from './shape.ts';

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Cuts merged subgraph data to what the operation selects, in its order, and carries nulls up to the nearest nullable
 * place. `onNull` hears of each place where a null, a value of the wrong kind or an unknown type had to be carried up.
 */
export function complete(shape: Shape, data: JsonObject, onNull: (path: ResponsePath) => void): JsonObject | null {
  const path: (string | number)[] = [];

  function objectOf(of: Shape, source: JsonObject): JsonObject | null {
    const claimed = source['__typename'];
    const typename = of.concrete ?? (typeof claimed === 'string' ? claimed : undefined);
    const fields = of.fieldsOf(typename);
    if (!fields) {
      onNull([...path]);
      return null;
    }
    const result: JsonObject = {};
    for (const { key, kind, slot } of fields) {
      if (kind === 'value') {
        path.push(key);
        const value = valueOf(slot, source[key]);
        if (value === null && slot.nonNull) {
          onNull([...path]);
          path.pop();
          return null;
        }
        path.pop();
        result[key] = value;
      } else {
        result[key] = kind === 'typename' ? (typename ?? null) : source[key];
      }
    }
    return result;
  }

  function listOf(item: Slot, source: readonly unknown[]): unknown[] | null {
    const result: unknown[] = [];
    for (const [index, element] of source.entries()) {
      path.push(index);
      const value = valueOf(item, element);
      if (value === null && item.nonNull) {
        onNull([...path]);
        path.pop();
        return null;
      }
      path.pop();
      result.push(value);
    }
    return result;
  }

  function valueOf(slot: Slot, value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (slot.item) return Array.isArray(value) ? listOf(slot.item, value) : refuse();
    if (slot.shape) return isObject(value) ? objectOf(slot.shape, value) : refuse();
    return !slot.accepts || slot.accepts(value) ? value : refuse();
  }

  function refuse(): null {
    onNull([...path]);
    return null;
  }

  return objectOf(shape, data);
}
