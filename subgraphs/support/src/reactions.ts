import type { Reactions } from '@ycyw/service/inbox';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { keepBookings } from './data/booking.ts';

const booked = z.object({
  bookingId: z.uuid(),
  reference: z.string(),
  customerId: z.uuid().nullish(),
  region: z.enum(['EU', 'UK', 'US']),
});

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
} satisfies Reactions<Sql>;
