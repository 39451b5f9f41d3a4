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

/**
 * What an agency has to give of each class: a figure for the many that never change, steps for those that do. Small, for there are
 * thousands of agencies: what does not fit beside the rest of the process is collected again and again.
 */
export class Shelf {
  /** By the class's number: the figure, or below 0 the place of its steps, counted from -1 down. */
  #figures = new Int32Array(0);
  #steps: Steps[] | null = null;
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

  /** `classes`: how many are numbered by now. */
  put(number: number, steps: Steps, classes: number): void {
    if (number >= this.#figures.length) {
      const longer = new Int32Array(Math.max(number + 1, classes));
      longer.set(this.#figures);
      this.#figures = longer;
    }
    const before = this.#figures[number] ?? 0;
    if (steps.length > 2) {
      this.#steps ??= [];
      const emptied = this.#steps.findIndex(({ length }) => length === 0);
      const place = before < 0 ? -before - 1 : emptied < 0 ? this.#steps.length : emptied;
      // A copy has no room to grow.
      this.#steps[place] = steps.slice();
      this.#figures[number] = -place - 1;
    } else {
      if (before < 0 && this.#steps) this.#steps[-before - 1] = [];
      this.#figures[number] = Math.max(0, steps[1] ?? 0);
    }
  }

  /** Units of a class that are free for the whole half-open period, never less than 0. Instants in milliseconds; `to` Infinity is without end. */
  free(number: number, from: number, to: number): number {
    const figure = this.#figures[number] ?? 0;
    if (figure >= 0) return figure;
    const steps = this.#steps?.[-figure - 1];
    return steps ? Math.max(0, leastOver(steps, from, to)) : 0;
  }

  /** How much it keeps, in numbers. */
  get size(): number {
    return (this.#steps ?? []).reduce((sum, { length }) => sum + length, this.#figures.length);
  }
}
