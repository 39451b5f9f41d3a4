import { hash } from 'node:crypto';
import { Column } from './columns.ts';

type Answer = { fingerprint: number; status: number; offset: number; length: number };

const bits52 = (hex: string, from: number) => Number.parseInt(hex.slice(from, from + 13), 16);

/** Where the answers of one span of time lie, by key. Each payment leaves several, so they are numbers outside the heap: an open-addressed table over 104 bits of each key's digest. */
export class Answers {
  readonly #first = new Column(Float64Array);
  readonly #second = new Column(Float64Array);
  readonly #fingerprints = new Column(Float64Array);
  readonly #statuses = new Column(Uint16Array);
  readonly #offsets = new Column(Float64Array);
  readonly #lengths = new Column(Uint32Array);
  /** A place plus one; 0 where free. */
  #slots = new Uint32Array(4096);

  add(key: string, answer: Answer): void {
    if (this.#first.length * 1.5 > this.#slots.length) this.#grow();
    const digest = hash('sha256', key, 'hex');
    this.#first.push(bits52(digest, 0));
    this.#second.push(bits52(digest, 13));
    this.#fingerprints.push(answer.fingerprint);
    this.#statuses.push(answer.status);
    this.#offsets.push(answer.offset);
    this.#lengths.push(answer.length);
    this.#slots[this.#slot(bits52(digest, 0), bits52(digest, 13))] = this.#first.length;
  }

  get(key: string): Answer | undefined {
    const digest = hash('sha256', key, 'hex');
    const found = this.#slots[this.#slot(bits52(digest, 0), bits52(digest, 13))] ?? 0;
    if (found === 0) return undefined;
    const place = found - 1;
    return {
      fingerprint: this.#fingerprints.get(place),
      status: this.#statuses.get(place),
      offset: this.#offsets.get(place),
      length: this.#lengths.get(place),
    };
  }

  /** The slot that holds this digest, or the free one where it belongs. */
  #slot(first: number, second: number): number {
    const size = this.#slots.length;
    for (let at = first % size; ; at = (at + 1) % size) {
      const place = (this.#slots[at] ?? 0) - 1;
      if (place < 0 || (this.#first.get(place) === first && this.#second.get(place) === second)) return at;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let place = 0; place < this.#first.length; place++) {
      this.#slots[this.#slot(this.#first.get(place), this.#second.get(place))] = place + 1;
    }
  }
}
