import { Column } from './columns.ts';
import type { Log } from './log.ts';

/** The events that happened, by place; their bodies stay on disk. */
export class EventLog {
  readonly #log: Log;
  readonly #names: string[] = [];
  readonly #types = new Column(Uint8Array);
  readonly #created = new Column(Uint32Array);
  readonly #offsets = new Column(Float64Array);
  readonly #lengths = new Column(Uint32Array);
  /** One bit for each endpoint that has taken the event. */
  readonly #delivered = new Column(Uint8Array);

  constructor(log: Log) {
    this.#log = log;
  }

  get length(): number {
    return this.#types.length;
  }

  add(type: string, created: number, body: string): number {
    const { offset, length } = this.#log.keep(body);
    const entry = ['evt', type, created, offset, length];
    this.#log.append(entry);
    this.restore(entry);
    return this.length - 1;
  }

  type(place: number): string {
    return this.#names[this.#types.get(place)] ?? '';
  }

  created(place: number): number {
    return this.#created.get(place);
  }

  body(place: number): Buffer {
    return this.#log.read({ offset: this.#offsets.get(place), length: this.#lengths.get(place) });
  }

  deliveredTo(place: number, endpoint: number): boolean {
    return (this.#delivered.get(place) & (1 << endpoint)) !== 0;
  }

  markDelivered(place: number, endpoint: number): void {
    const entry = ['sent', place, endpoint];
    this.#log.append(entry);
    this.restoreDelivery(entry);
  }

  restore(entry: unknown[]): void {
    const [, type, created, offset, length] = entry as [string, string, number, number, number];
    let name = this.#names.indexOf(type);
    if (name < 0) name = this.#names.push(type) - 1;
    this.#types.push(name);
    this.#created.push(created);
    this.#offsets.push(offset);
    this.#lengths.push(length);
    this.#delivered.push(0);
  }

  restoreDelivery(entry: unknown[]): void {
    const [, place, endpoint] = entry as [string, number, number];
    this.#delivered.set(place, this.#delivered.get(place) | (1 << endpoint));
  }
}
