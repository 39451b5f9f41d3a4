/** The answer is longer than this router takes. */
export class Oversized extends Error {}

/** Bytes put together as they come, never more than `most`. */
export class Body {
  #bytes = Buffer.alloc(0);
  #length = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  append(from: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#most) throw new Oversized(`more than ${this.#most} bytes`);
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.#most, Math.max(2 * this.#bytes.length, length, 4096)));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    from.copy(this.#bytes, this.#length, start, end);
    this.#length = length;
  }

  text(): string {
    return this.#bytes.toString('utf8', 0, this.#length);
  }
}
