import { takeAsks } from '../../data/review/ask.ts';
import { tell } from '../events.ts';
import type { World } from '../world.ts';

const batch = 200;

/** Asks renters for a review, once, two days after their return. */
export async function askForReviews(world: World): Promise<void> {
  const now = world.clock.now();
  for (let asked = batch; asked === batch;) {
    asked = await world.sql.$transaction(async (tx) => {
      const bookings = await takeAsks(tx, now, batch);
      for (const booking of bookings) await tell(tx, booking, [{ type: 'booking.reviewAsked', payload: {} }], now);
      return bookings.length;
    });
  }
}
