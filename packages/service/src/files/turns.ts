/** So much of something for all who ask, first come first served. */
export class Turns {
  #left: number;
  readonly #waiting: { amount: number; go: () => void }[] = [];

  constructor(size: number) {
    this.#left = size;
  }

  /** Does `work` once there is `amount` for it; nobody may ask for more than there is in all. */
  async with<Result>(amount: number, work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((go) => {
      this.#waiting.push({ amount, go });
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#left += amount;
      this.#next();
    }
  }

  #next(): void {
    for (let first = this.#waiting[0]; first && first.amount <= this.#left; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#left -= first.amount;
      first.go();
    }
  }
}

/** Of each key one at a time, first come first served. */
export class Queues {
  readonly #last = new Map<string, Promise<unknown>>();

  with<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(work, work);
    const over = (): void => {
      if (this.#last.get(key) === result) this.#last.delete(key);
    };
    this.#last.set(key, result);
    result.then(over, over);
    return result;
  }
}
