/** Wakes who waits for news of a customer; a ring while nobody listens is kept. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Waits for a ring since the last answer, at most `ms` when given; whether it rang. */
  async wait(ms?: number): Promise<boolean> {
    if (!this.#rung) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms !== undefined) timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.#wake = null;
    }
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}

/** Every bell of this process, by what it waits for. */
export class Belfry {
  #bells = new Map<string, Set<Bell>>();

  hang(place: string, bell: Bell): () => void {
    const bells = this.#bells.get(place) ?? new Set();
    this.#bells.set(place, bells.add(bell));
    return () => {
      bells.delete(bell);
      if (bells.size === 0 && this.#bells.get(place) === bells) this.#bells.delete(place);
    };
  }

  ring(place: string): void {
    for (const bell of this.#bells.get(place) ?? []) bell.ring();
  }

  /** After the listening connection was cut: everybody looks for what they may have missed. */
  ringAll(): void {
    for (const bells of this.#bells.values()) for (const bell of bells) bell.ring();
  }
}
