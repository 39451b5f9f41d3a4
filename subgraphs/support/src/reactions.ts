import type { Reactions } from '@ycyw/service/inbox';
import { z } from 'zod';
import { keepBooking } from './data/booking.ts';
import type { Tx } from './data/database.ts';

const bookingChanged = z.object({
  bookingId: z.uuid(),
  reference: z.string(),
  customerId: z.uuid().nullish(),
  region: z.enum(['EU', 'UK', 'US']),
  agency: z.string(),
  state: z.string(),
});

export const reactions: Reactions<Tx> = {
  'booking.changed': async (tx, { payload, occurredAt }) => {
    const { bookingId: id, customerId = null, ...booking } = bookingChanged.parse(payload);
    await keepBooking(tx, { ...booking, id, customerId, changedAt: new Date(occurredAt) });
  },
};
