import type { Notice } from '../data/notice.ts';

/** What a bell is rung for: what some process did, or, within this one, that a conversation's place in the queue is another. */
export type News = Notice | { kind: 'place'; id: string };

/** What rang since the last answer: at most one a slot, the latest. */
export interface Rung {
  notices: News[];
  /** There may have been others in the last so many seconds; 0 when this is all. */
  missedSeconds: number;
}

/** A process whose listening connection was cut for so long: what it would have heard is unknown. */
export interface Gap {
  seconds: number;
}

const fullAt = 1000;

/** One follower's bell: rings are kept, one a slot, until it listens; so a slow follower costs no more than a quick one. */
export class Bell {
  readonly slotOf: (news: News) => string | null;
  #rung = new Map<string, News>();
  #missedSeconds = 0;
  #answeredAt = performance.now();
  #stopped = false;
  #wake: (() => void) | null = null;

  /** `slotOf` gives null for what this follower does not care about. */
  constructor(slotOf: (news: News) => string | null) {
    this.slotOf = slotOf;
  }

  ring(news: News | Gap): void {
    if ('kind' in news) {
      const slot = this.slotOf(news);
      if (slot === null) return;
      if (this.#rung.size < fullAt || this.#rung.has(slot)) this.#rung.set(slot, news);
      else this.#missedSeconds = Math.max(this.#missedSeconds, (performance.now() - this.#answeredAt) / 1000 + 1);
    } else {
      this.#missedSeconds = Math.max(this.#missedSeconds, news.seconds);
    }
    this.#wake?.();
  }

  /** Waits until something rang, at most `ms` when given; answers at once when stopped. */
  async wait(ms?: number): Promise<Rung> {
    if (this.#rung.size === 0 && this.#missedSeconds === 0 && !this.#stopped) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms !== undefined) timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.#wake = null;
    }
    const rung = { notices: [...this.#rung.values()], missedSeconds: this.#missedSeconds };
    this.#rung.clear();
    this.#missedSeconds = 0;
    this.#answeredAt = performance.now();
    return rung;
  }

  isStopped(): boolean {
    return this.#stopped;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }
}

/** Every bell of this process, by the conversation it hangs at; at `null` hang those that follow the state of all, and who answers them. */
export class Belfry {
  #bells = new Map<string | null, Set<Bell>>();

  hang(place: string | null, bell: Bell): () => void {
    const bells = this.#bells.get(place) ?? new Set();
    this.#bells.set(place, bells.add(bell));
    return () => {
      bells.delete(bell);
      if (bells.size === 0 && this.#bells.get(place) === bells) this.#bells.delete(place);
    };
  }

  ring(news: News | Gap): void {
    if ('kind' in news) {
      for (const bell of this.#bells.get(news.id) ?? []) bell.ring(news);
      if (news.kind === 'state' || news.kind === 'agent') for (const bell of this.#bells.get(null) ?? []) bell.ring(news);
    } else {
      for (const bells of this.#bells.values()) for (const bell of bells) bell.ring(news);
    }
  }

  /** How many bells hang; none once every subscription has ended. */
  get size(): number {
    let count = 0;
    for (const bells of this.#bells.values()) count += bells.size;
    return count;
  }
}
