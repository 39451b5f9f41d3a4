import type { Logger } from '@ycyw/service/log';

/** The version of each of these that is there; one that is not there has none. */
export type Versions = (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;

interface Follower {
  wake: () => void;
}

/**
 * Follows things by their versions: all that anybody follows is asked for together, every so often, however many come and go; nobody is asked
 * while nobody follows, and who writes the things knows nothing of it.
 */
export class Watch {
  readonly #read: Versions;
  readonly #log: Logger;
  readonly #everyMs: number;
  readonly #followers = new Map<string, Set<Follower>>();
  #versions: ReadonlyMap<string, string> = new Map();
  #running = false;

  constructor(read: Versions, log: Logger, everyMs = 500) {
    this.#read = read;
    this.#log = log;
    this.#everyMs = everyMs;
  }

  /** How many follow something; none once every subscription has ended. */
  get size(): number {
    return [...this.#followers.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** The thing's version as soon as it has one, then each other that it comes to; of those that come while nobody takes them the last. */
  follow(key: string): AsyncIterableIterator<string, void> {
    let told: string | undefined;
    let over = false;
    const follower: Follower = { wake: () => undefined };
    const followers = this.#followers.get(key) ?? new Set();
    this.#followers.set(key, followers.add(follower));
    if (!this.#running) void this.#run();
    return {
      next: async () => {
        for (;;) {
          if (over) return { done: true, value: undefined };
          const version = this.#versions.get(key);
          if (version !== undefined && version !== told) {
            told = version;
            return { done: false, value: version };
          }
          await new Promise<void>((resolve) => {
            follower.wake = resolve;
          });
        }
      },
      return: () => {
        over = true;
        followers.delete(follower);
        if (followers.size === 0 && this.#followers.get(key) === followers) this.#followers.delete(key);
        follower.wake();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#followers.size > 0) {
      const rested = new Promise((resolve) => setTimeout(resolve, this.#everyMs));
      try {
        this.#versions = await this.#read([...this.#followers.keys()]);
        for (const followers of this.#followers.values()) for (const { wake } of followers) wake();
      } catch (error) {
        this.#log.warn({ err: error }, 'what is followed could not be read, again soon');
      }
      await rested;
    }
    this.#running = false;
    this.#versions = new Map();
  }
}

/** What `items` makes of each version, in order; ends with the versions. */
export function followed<Item>(
  versions: AsyncIterableIterator<string, void>,
  items: (version: string) => Promise<readonly Item[]>,
): AsyncIterableIterator<Item, void> {
  const ready: Item[] = [];
  const end = async (): Promise<IteratorResult<Item, void>> => {
    await versions.return?.();
    return { done: true, value: undefined };
  };
  return {
    next: async () => {
      try {
        for (;;) {
          const item = ready.shift();
          if (item !== undefined) return { done: false, value: item };
          const version = await versions.next();
          if (version.done) return { done: true, value: undefined };
          ready.push(...(await items(version.value)));
        }
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
