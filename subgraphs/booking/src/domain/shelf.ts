import { leastOver, type Steps } from './stepFunction.ts';

/** The classes that shelves know, by their number: given at first sight, the same for all agencies of a process. */
export class ClassNumbers {
  readonly codes: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(acriss: string): number {
    let number = this.#numbers.get(acriss);
    if (number === undefined) {
      number = this.codes.push(acriss) - 1;
      this.#numbers.set(acriss, number);
    }
    return number;
  }
}

const stepped = -1;

/**
 * What an agency has to give of each class: a figure for the many that never change, steps for those that do. Small, for there are
 * thousands of agencies.
 */
export class Shelf {
  #flat = new Int32Array(0);
  #steps: Map<number, Steps> | null = null;
  #spoiled: Set<string> | null = null;

  /** Classes whose figures are no longer true. */
  get spoiled(): Iterable<string> {
    return this.#spoiled ?? [];
  }

  /** False when that was known. */
  spoil(acriss: string): boolean {
    this.#spoiled ??= new Set();
    if (this.#spoiled.has(acriss)) return false;
    this.#spoiled.add(acriss);
    return true;
  }

  mend(acriss: string): void {
    this.#spoiled?.delete(acriss);
    if (this.#spoiled?.size === 0) this.#spoiled = null;
  }

  put(number: number, steps: Steps): void {
    if (number >= this.#flat.length) {
      const longer = new Int32Array(number + 1);
      longer.set(this.#flat);
      this.#flat = longer;
    }
    const isFlat = steps.length <= 2;
    this.#flat[number] = isFlat ? Math.max(0, steps[1] ?? 0) : stepped;
    if (isFlat) this.#steps?.delete(number);
    else (this.#steps ??= new Map<number, Steps>()).set(number, steps);
  }

  /** Units of a class that are free for the whole half-open period, never less than 0. Instants in milliseconds; `to` Infinity is without end. */
  free(number: number, from: number, to: number): number {
    const flat = this.#flat[number] ?? 0;
    if (flat !== stepped) return flat;
    const steps = this.#steps?.get(number);
    return steps ? Math.max(0, leastOver(steps, from, to)) : 0;
  }

  /** How much it keeps, in numbers. */
  get size(): number {
    let size = this.#flat.length;
    for (const steps of this.#steps?.values() ?? []) size += steps.length;
    return size;
  }
}
