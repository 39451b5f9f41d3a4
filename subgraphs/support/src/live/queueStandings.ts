import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@ycyw/service/log';
import { expectedWait, type Standing } from '../domain/routing/expectedWait.ts';
import type { Loaders } from '../loaders.ts';
import { Bell, type Belfry } from './bell.ts';

/** A queue moves in bursts; one look answers them all. */
const settleMs = 500;
/** Who is served moves everybody behind: they are told one after another, so many a second, and nobody else's message waits for it. */
const toldASecond = 50;

interface Followed {
  followers: number;
  /** Undefined until it was looked up. */
  standing: Standing | null | undefined;
}

/** Whether who waits there is told: another place, or another wait by who answers, and not by the pace alone, which is never the same. */
const hasMoved = (before: Standing, now: Standing): boolean =>
  before.position !== now.position || expectedWait(before) !== expectedWait({ ...now, taken: before.taken });

/** Where one conversation stands that waits. */
export interface Place {
  standing(): Promise<Standing | null>;
  leave(): void;
}

/**
 * Where those stand that wait and are followed in this process. Nobody looks for himself: one look at the queues rings at those whose
 * place or wait is another, the next to be served first.
 */
export class QueueStandings {
  readonly #belfry: Belfry;
  readonly #standing: Loaders['standing'];
  readonly #log: Logger;
  readonly #bell = new Bell(({ kind }) => kind);
  readonly #followed = new Map<string, Followed>();
  readonly #takeDown: () => void;

  constructor(belfry: Belfry, standing: Loaders['standing'], log: Logger) {
    this.#belfry = belfry;
    this.#standing = standing;
    this.#log = log;
    this.#takeDown = belfry.hang(null, this.#bell);
    void this.#watch();
  }

  follow(id: string): Place {
    const followed = this.#followed.get(id) ?? { followers: 0, standing: undefined };
    this.#followed.set(id, followed);
    followed.followers += 1;
    return {
      standing: async () => {
        const looked = followed.standing === undefined ? await this.#standing.load(id) : followed.standing;
        // The look of all may have been first, and read later.
        followed.standing ??= looked;
        return followed.standing;
      },
      leave: () => {
        followed.followers -= 1;
        if (followed.followers === 0) this.#followed.delete(id);
      },
    };
  }

  /** How many conversations are followed; none once every subscription has ended. */
  get size(): number {
    return this.#followed.size;
  }

  stop(): void {
    this.#bell.stop();
    this.#takeDown();
  }

  async #watch(): Promise<void> {
    while (!this.#bell.isStopped()) {
      await this.#bell.wait();
      await sleep(settleMs, null, { ref: false });
      if (this.#bell.isStopped()) return;
      await this.#look().catch((error: unknown) => {
        this.#log.warn({ err: error }, 'the places in the queue could not be read');
      });
    }
  }

  async #look(): Promise<void> {
    const followed = [...this.#followed];
    const found = await this.#standing.loadMany(followed.map(([id]) => id));
    const moved: { id: string; position: number }[] = [];
    for (const [index, [id, each]] of followed.entries()) {
      const standing = found[index] ?? null;
      if (standing instanceof Error) throw standing;
      const before = each.standing;
      each.standing = standing;
      if (standing && before && hasMoved(before, standing)) moved.push({ id, position: standing.position });
    }
    for (const { id } of moved.sort((one, other) => one.position - other.position)) {
      if (this.#bell.isStopped()) return;
      this.#belfry.ring({ kind: 'place', id });
      await sleep(1000 / toldASecond, null, { ref: false });
    }
  }
}
