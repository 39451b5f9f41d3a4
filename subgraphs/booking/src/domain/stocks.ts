import { leastOver, type Steps } from './stepFunction.ts';

/** The classes that stocks know, by their number: given at first sight, the same for all agencies of a process. */
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
 * What agencies have to give of each class, a row each: a figure for the many stocks that never change, steps for those that do. One
 * block of figures for all: thousands of objects would be marked again and again whenever garbage is collected.
 */
export class Stocks {
  readonly #rows = new Map<string, number>();
  readonly #emptyRows: number[] = [];
  /** Rows and classes that there is room for. */
  #room = 0;
  #width = 0;
  /** Row by row, by the class's number: the figure, or below 0 the place of its steps, counted from -1 down. */
  #figures = new Int32Array(0);
  readonly #steps: Steps[] = [];
  /** By the place, the least of the steps: most that change are never sold out. */
  readonly #leasts: number[] = [];
  readonly #emptyPlaces: number[] = [];
  /** How much steps keep, in numbers. */
  #stepped = 0;

  /** Another one after each row that was emptied: till then an agency keeps its own. */
  moves = 0;

  get agencies(): number {
    return this.#rows.size;
  }

  /** How much it keeps, in numbers. */
  get size(): number {
    return this.#rows.size * this.#width + this.#stepped;
  }

  /** The row of an agency; undefined where it has none. */
  rowOf(agency: string): number | undefined {
    return this.#rows.get(agency);
  }

  /** An empty row for an agency that has none. */
  add(agency: string): void {
    const row = this.#emptyRows.pop() ?? this.#rows.size;
    this.#rows.set(agency, row);
    this.#grow(row + 1, this.#width);
  }

  forget(agency: string): void {
    const row = this.#rows.get(agency);
    if (row === undefined) return;
    for (let number = 0; number < this.#width; number += 1) this.put(row, number, []);
    this.#rows.delete(agency);
    this.#emptyRows.push(row);
    this.moves += 1;
  }

  put(row: number, number: number, steps: Steps): void {
    if (number >= this.#width) this.#grow(0, number + 8);
    const at = row * this.#width + number;
    const before = this.#figures[at] ?? 0;
    if (before < 0) {
      this.#stepped -= this.#steps[-before - 1]?.length ?? 0;
      this.#steps[-before - 1] = [];
      this.#emptyPlaces.push(-before - 1);
    }
    if (steps.length > 2) {
      const place = this.#emptyPlaces.pop() ?? this.#steps.length;
      // A copy has no room to grow.
      this.#steps[place] = steps.slice();
      this.#leasts[place] = leastOver(steps, -Infinity, Infinity);
      this.#stepped += steps.length;
      this.#figures[at] = -place - 1;
    } else this.#figures[at] = Math.max(0, steps[1] ?? 0);
  }

  /** Units of a class that are free for the whole half-open period, never less than 0. Instants in milliseconds; `to` Infinity is without end. */
  free(row: number, number: number, from: number, to: number): number {
    const figure = number < this.#width ? (this.#figures[row * this.#width + number] ?? 0) : 0;
    if (figure >= 0) return figure;
    const steps = this.#steps[-figure - 1];
    return steps ? Math.max(0, leastOver(steps, from, to)) : 0;
  }

  /** Counts, by the class's number, those of the rows that have a unit free for the whole period: added to `counts`. */
  tally(rows: readonly number[], from: number, to: number, counts: Int32Array): void {
    const figures = this.#figures;
    const width = Math.min(this.#width, counts.length);
    for (const row of rows) {
      const first = row * this.#width;
      for (let number = 0; number < width; number += 1) {
        const figure = figures[first + number] ?? 0;
        if (figure > 0 || (figure < 0 && this.#isFree(-figure - 1, from, to))) counts[number] = (counts[number] ?? 0) + 1;
      }
    }
  }

  #isFree(place: number, from: number, to: number): boolean {
    return (this.#leasts[place] ?? 0) > 0 || leastOver(this.#steps[place] ?? [], from, to) > 0;
  }

  #grow(rows: number, width: number): void {
    // By a quarter, so that thousands of agencies are not copied for each.
    const room = rows > this.#room ? Math.ceil(rows * 1.25) : this.#room;
    if (room === this.#room && width === this.#width) return;
    const figures = new Int32Array(room * width);
    for (let row = 0; row < this.#room; row += 1)
      figures.set(this.#figures.subarray(row * this.#width, (row + 1) * this.#width), row * width);
    this.#figures = figures;
    this.#room = room;
    this.#width = width;
  }
}
