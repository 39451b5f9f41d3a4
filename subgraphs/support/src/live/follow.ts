import { Bell, type Belfry, type News } from './bell.ts';

export interface Following {
  belfry: Belfry;
  /** Conversations; null for the state of all. */
  places: readonly (string | null)[];
  slotOf: (news: News) => string | null;
}

/**
 * Runs `steps` as a subscription's source. The bell hangs before the first step, so that nothing falls between reading
 * and listening. Ending it ends a wait at once, which an async generator by itself does not.
 */
export function follow<Item>(
  { belfry, places, slotOf }: Following,
  steps: (bell: Bell) => AsyncGenerator<Item, void>,
): AsyncIterableIterator<Item, void> {
  const bell = new Bell(slotOf);
  const takeDowns = places.map((place) => belfry.hang(place, bell));
  const items = steps(bell);
  const ended = <Result>(result: Result): Result => {
    bell.stop();
    for (const takeDown of takeDowns) takeDown();
    return result;
  };
  return {
    next: async () => {
      try {
        const result = await items.next();
        return result.done ? ended(result) : result;
      } catch (error) {
        throw ended(error);
      }
    },
    return: async () => {
      ended(null);
      await items.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
