import type { Reactions } from '@ycyw/service/inbox';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { booked, keepBookings } from './data/booking.ts';
import { leaveDesk } from './actions/routing/passing.ts';
import { showAgain, showThing } from './actions/showThing.ts';

const staffRoles = new Set(['AGENT', 'MANAGER', 'ADMIN']);
const userChanged = z.object({ userId: z.uuid(), role: z.string(), workplaceRegion: z.enum(['EU', 'UK', 'US']).optional() });

export const reactions = {
  'identity.user.changed': async (tx, { payload, occurredAt }) => {
    const { userId, role, workplaceRegion } = userChanged.parse(payload);
    if (!staffRoles.has(role)) await leaveDesk(tx, userId, new Date(occurredAt));
    else if (workplaceRegion) await leaveDesk(tx, userId, new Date(occurredAt), workplaceRegion);
  },
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
