import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../actions/world.ts';
import { markFailed, markProcessed, storeEvents, takeDue, type StripeEvent } from '../data/stripeEvent.ts';
import { actOn, concernsUs } from './news.ts';
import type { Told } from './told.ts';

type Event = StripeEvent<Told>;

/** As many as Stripe would wait for at once, were they worked on before the answer. */
const atOnce = 16;
/** More wait in the database alone, for the sweeper. */
const mostWaiting = 2000;

export type StripeEvents = ReturnType<typeof stripeEvents>;

/**
 * Events of Stripe's, stored before they are worked on, each worked on at once by the process that stored it. What fails, or
 * is left by a process that died, `sweep` takes up. Done ones are marked together, at the next sweep: until then they may be
 * worked on again, which changes nothing. For `gatheringMs` what has come waits for more, and all of it is stored by one statement.
 */
export function stripeEvents(world: World, gatheringMs = 10) {
  const waiting: Event[] = [];
  const running = new Set<Promise<void>>();
  let done: string[] = [];
  let coming: (Event & { created: Date })[] = [];
  let storing: Promise<Set<string>> | null = null;

  async function storeComing(): Promise<Set<string>> {
    await sleep(gatheringMs);
    const events = coming;
    coming = [];
    storing = null;
    return storeEvents(world.sql, events);
  }

  /** Whether the event is stored now and was not before; of an event that came twice at once, one hears yes. */
  async function store(event: Event, created: Date): Promise<boolean> {
    coming.push({ ...event, created });
    storing ??= storeComing();
    return (await storing).delete(event.id);
  }

  async function work(event: Event): Promise<void> {
    const { id, type } = event;
    try {
      await actOn(world, event);
      done.push(id);
    } catch (error) {
      const again = await markFailed(world.sql, id);
      world.log.error(
        { err: error, eventId: id, type },
        again ? 'event of Stripe not processed, will be tried again' : 'event of Stripe given up: see the runbook, webhooks',
      );
    }
  }

  function start(event: Event): void {
    const end = work(event)
      .catch((error: unknown) => {
        world.log.error({ err: error, eventId: event.id }, 'event of Stripe left to the sweeper');
      })
      .finally(() => {
        running.delete(end);
        const next = waiting.shift();
        if (next) start(next);
      });
    running.add(end);
  }

  function take(event: Event): void {
    if (running.size < atOnce) start(event);
    else if (waiting.length < mostWaiting) waiting.push(event);
  }

  async function mark(): Promise<void> {
    const ids = done;
    done = [];
    if (ids.length > 0) await markProcessed(world.sql, ids);
  }

  return {
    /** Stores an event that concerns us; resolves once it is safe. One told before is not worked on again here. */
    async receive(event: Event, created: Date): Promise<void> {
      if (concernsUs(event) && (await store(event, created))) take(event);
    },

    /** Marks what is done and takes up what is due. */
    async sweep(): Promise<void> {
      await mark();
      for (const event of await takeDue<Told>(world.sql)) take(event);
    },

    /** Ends when all that was taken up is done and marked. */
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
      await mark();
    },
  };
}
