import type { Reactions } from '@ycyw/service/inbox';
import { z } from 'zod';
import { keepBooking } from './data/booking.ts';
import type { Tx } from './data/database.ts';

const bookingChanged = z.object({
  bookingId: z.uuid(),
  reference: z.string(),
  customerId: z.uuid().nullish(),
  agency: z.string(),
  state: z.string(),
});

export const reactions: Reactions<Tx> = {
  'booking.changed': async (tx, { payload, occurredAt }) => {
    const { bookingId, reference, customerId, agency, state } = bookingChanged.parse(payload);
    await keepBooking(tx, { id: bookingId, reference, customerId: customerId ?? null, agency, state, changedAt: new Date(occurredAt) });
  },
};
