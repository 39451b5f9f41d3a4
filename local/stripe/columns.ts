type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A list of numbers that lies outside the garbage-collected heap, in as many bytes each as its kind of array has. */
export class Column<T extends Numbers> {
  #numbers: T;
  readonly #make: new (length: number) => T;
  length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#numbers = new make(1024);
  }

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new this.#make(Math.ceil(this.length * 1.5));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  get(place: number): number {
    return (place < this.length ? this.#numbers[place] : undefined) ?? 0;
  }

  set(place: number, number: number): void {
    if (place < this.length) this.#numbers[place] = number;
  }
}
