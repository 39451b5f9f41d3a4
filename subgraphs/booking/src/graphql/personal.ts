import { personalRecords, type PersonalRow, type RecordSource, type RecordsArgs } from '@ycyw/service/personalRecords';
import { requireService } from '@ycyw/service/viewer';
import { openBookings } from '../data/erasure.ts';
import type { Booking } from '../data/booking.ts';
import { wordsOf, type ChargeWords } from '../data/charge/words.ts';
import { bookingsOfPerson } from '../data/bookingList.ts';
import { quotesOfCustomer } from '../data/quote.ts';
import type { Context } from './context.ts';

/** A partner's customers are none of the partner's own data. */
async function bookingRow({ loaders, world }: Context, booking: Booking, userId: string): Promise<PersonalRow> {
  const { id, reference, state, language, journey, price, createdAt } = booking;
  const driver = booking.customerId === userId ? await loaders.driver.load(id) : null;
  const payments = await loaders.payments.load(id);
  const refunds = await loaders.refunds.load(id);
  const charges = await loaders.charges.load(id);
  // A partner is no renter: what was written about one is none of its own data.
  const words = booking.customerId === userId ? await wordsOf(world, charges) : new Map<string, ChargeWords>();
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
      charges: charges.map((charge) => ({
        kind: charge.kind,
        state: charge.state,
        line: charge.line,
        amountMinor: charge.amountMinor,
        currency: charge.currency,
        evidence: charge.evidence,
        ...words.get(charge.id),
        at: charge.announcedAt,
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
