/**
 * A map that forgets what was used least recently once its entries weigh more than `capacity` together; each weighs 1 unless
 * `weigh` says otherwise.
 */
export class Lru<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #capacity: number;
  readonly #weigh: (value: Value) => number;
  #weight = 0;

  constructor(capacity: number, weigh: (value: Value) => number = () => 1) {
    this.#capacity = capacity;
    this.#weigh = weigh;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#weight += this.#weigh(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#capacity) return;
      this.delete(oldest);
    }
  }

  values(): Iterable<Value> {
    return this.#entries.values();
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#weigh(value);
  }
}
