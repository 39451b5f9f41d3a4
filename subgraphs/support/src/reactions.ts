import type { Reactions } from '@ycyw/service/inbox';
import type { Sql } from '@ycyw/service/sql';
import { booked, keepBookings } from './data/booking.ts';
import { showAgain, showThing } from './showThing.ts';

export const reactions = {
  'booking.booked': {
    all: (tx, events) =>
      keepBookings(
        tx,
        events.map(({ payload }) => {
          const { bookingId: id, customerId = null, reference, region } = booked.parse(payload);
          return { id, reference, customerId, region };
        }),
      ),
  },
  'booking.settlementOffered': showThing,
  'booking.settlementAnswered': showAgain,
  'booking.settlementExpired': showAgain,
  'booking.chargeDisputed': showThing,
  'booking.chargeResolved': showAgain,
  'booking.chargesCollected': showAgain,
  'booking.chargesFailed': showAgain,
} satisfies Reactions<Sql>;
