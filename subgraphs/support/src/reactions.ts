import type { Reactions } from '@ycyw/service/inbox';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { keepBookings } from './data/booking.ts';

const bookingChanged = z.object({
  bookingId: z.uuid(),
  reference: z.string(),
  customerId: z.uuid().nullish(),
  region: z.enum(['EU', 'UK', 'US']),
  agency: z.string(),
  state: z.string(),
});

export const reactions = {
  'booking.changed': {
    all: (tx, events) =>
      keepBookings(
        tx,
        events.map(({ payload, occurredAt }) => {
          const { bookingId: id, customerId = null, ...booking } = bookingChanged.parse(payload);
          return { ...booking, id, customerId, changedAt: new Date(occurredAt) };
        }),
      ),
  },
} satisfies Reactions<Sql>;
