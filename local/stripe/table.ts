import type { Log } from './log.ts';

/** Rows by place, every addition and change of which is logged as `[name, row]` or `[name, place, changed fields]`. */
export class Table<T extends object> {
  readonly name: string;
  readonly rows: T[] = [];
  readonly #log: Log;

  constructor(name: string, log: Log) {
    this.name = name;
    this.#log = log;
  }

  add(row: T): number {
    this.#log.append([this.name, row]);
    return this.rows.push(row) - 1;
  }

  get(place: number): T {
    const row = this.rows[place];
    if (row === undefined) throw new Error(`${this.name} has no row ${place}`);
    return row;
  }

  change(place: number, fields: Partial<T>): T {
    this.#log.append([this.name, place, fields]);
    return Object.assign(this.get(place), fields);
  }

  restore(entry: unknown[]): void {
    if (entry.length === 2) this.rows.push(entry[1] as T);
    else Object.assign(this.get(entry[1] as number), entry[2]);
  }
}
