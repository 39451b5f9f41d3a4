import { personalRecords, type PersonalRow, type RecordSource, type RecordsArgs } from '@ycyw/service/personalRecords';
import { requireService } from '@ycyw/service/viewer';
import { openBookings } from '../data/erasure.ts';
import type { Booking } from '../data/booking.ts';
import { bookingsOfPerson } from '../data/bookingList.ts';
import { promotionsOfCustomer } from '../data/promotion/promotion.ts';
import { reviewsOfPerson } from '../data/review/review.ts';
import { quotesOfCustomer } from '../data/quote.ts';
import type { Context } from './context.ts';

/** A partner's customers are none of the partner's own data. */
async function bookingRow({ loaders }: Context, booking: Booking, userId: string): Promise<PersonalRow> {
  const { id, reference, state, language, journey, price, createdAt } = booking;
  const driver = booking.customerId === userId ? await loaders.driver.load(id) : null;
  const payments = await loaders.payments.load(id);
  const refunds = await loaders.refunds.load(id);
  return {
    key: id,
    at: createdAt,
    data: {
      reference,
      state,
      language,
      journey,
      price,
      driver,
      payments: payments.map(({ kind, state: paid, amountMinor, capturedMinor, refundedMinor, currency, createdAt: at }) => ({
        kind,
        state: paid,
        amountMinor,
        capturedMinor,
        refundedMinor,
        currency,
        at,
      })),
      refunds: refunds.map(({ state: given, amountMinor, currency, createdAt: at }) => ({ state: given, amountMinor, currency, at })),
    },
  };
}

const sources = (context: Context, userId: string): RecordSource[] => [
  {
    kind: 'booking',
    read: async (after, size) => {
      const rows = await bookingsOfPerson(context.world.sql, userId, after, size);
      return Promise.all(rows.map((booking) => bookingRow(context, booking, userId)));
    },
  },
  { kind: 'quote', read: (after, size) => quotesOfCustomer(context.world.sql, userId, after, size) },
  { kind: 'review', read: (after, size) => reviewsOfPerson(context.world, userId, after, size) },
  { kind: 'promotion', read: (after, size) => promotionsOfCustomer(context.world.sql, userId, after, size) },
];

interface Entity {
  id: string;
}

/** What our own services may ask of a person. */
export const personal = {
  openBookings: ({ id }: Entity, _: unknown, { viewer, world }: Context): Promise<number> => {
    requireService(viewer);
    return openBookings(world.sql, id);
  },
  bookingRecords: ({ id }: Entity, args: RecordsArgs, context: Context) => personalRecords(context.viewer, sources(context, id), args),
};
