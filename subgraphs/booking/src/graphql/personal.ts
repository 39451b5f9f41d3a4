import { personalRecords, type PersonalRow, type RecordSource, type RecordsArgs } from '@ycyw/service/personalRecords';
import { requireService } from '@ycyw/service/viewer';
import { openPlaces } from '../data/delivery/place.ts';
import { readAddress } from '../actions/photoAddress.ts';
import { purchasesOfPerson, walletsOfPerson } from '../data/cashback/entry.ts';
import { openBookings } from '../data/erasure.ts';
import type { Booking } from '../data/booking.ts';
import { wordsOf, type ChargeWords } from '../data/charge/words.ts';
import { bookingsOfPerson } from '../data/bookingList.ts';
import { photosOfOwner } from '../data/photo.ts';
import { promotionsOfCustomer } from '../data/promotion/promotion.ts';
import { reviewsOfPerson } from '../data/review/review.ts';
import { quotesOfCustomer } from '../data/quote.ts';
import { consentRecords } from '../data/recommendation/consent.ts';
import { searchRecords } from '../data/recommendation/renterSearch.ts';
import type { Context } from './context.ts';

/** How long the addresses of photos in an archive are good. */
const archiveSeconds = 7 * 24 * 3600;

/** A partner's customers are none of the partner's own data. */
async function bookingRow({ loaders, world }: Context, booking: Booking, userId: string): Promise<PersonalRow> {
  const { id, reference, state, language, journey, price, createdAt } = booking;
  const driver = booking.customerId === userId ? await loaders.driver.load(id) : null;
  const payments = await loaders.payments.load(id);
  const refunds = await loaders.refunds.load(id);
  const brought = booking.customerId === userId ? await loaders.deliveries.load(id) : [];
  const places = await openPlaces(world.vault, brought);
  const charges = await loaders.charges.load(id);
  // A partner is no renter: what was written about one is none of its own data.
  const words = booking.customerId === userId ? await wordsOf(world, charges) : new Map<string, ChargeWords>();
  const settlements = await loaders.settlements.load(id);
  const inspections = await loaders.inspections.load(id);
  const documents = await loaders.documents.load(id);
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
      deliveries: brought.map(({ leg, state: driven, windowFrom, proofAt }, index) => ({
        leg,
        state: driven,
        windowFrom,
        proofAt,
        place: places[index],
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
      documents: documents.map(({ number, kind, issuedOn, netMinor, taxMinor, grossMinor, currency, content }) => ({
        ...{ number, kind, issuedOn, netMinor, taxMinor, grossMinor, currency },
        lines: content.lines,
        seller: content.seller.name,
      })),
      settlements: settlements.flatMap(({ kind, state: stands, acriss, refundMinor, offeredAt: at }) =>
        at ? [{ kind, state: stands, acriss, refundMinor, at }] : [],
      ),
      refunds: refunds.map(({ state: given, amountMinor, currency, createdAt: at }) => ({ state: given, amountMinor, currency, at })),
      inspections: booking.customerId === userId ? inspections.map(({ byUser: _, ...inspection }) => inspection) : [],
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
  {
    kind: 'photo',
    read: async (after, size) =>
      (await photosOfOwner(context.world.sql, userId, after, size)).map(({ id, bookingId, purpose, takenAt, width, height }) => ({
        key: id,
        at: takenAt,
        data: { id, bookingId, purpose, takenAt, width, height, url: readAddress(context.world.signingKey, id, archiveSeconds) },
      })),
  },
  { kind: 'cashbackPurchase', read: (after, size) => purchasesOfPerson(context.world.sql, userId, after, size) },
  { kind: 'cashbackWallet', read: (after, size) => walletsOfPerson(context.world.sql, userId, after, size) },
  { kind: 'quote', read: (after, size) => quotesOfCustomer(context.world.sql, userId, after, size) },
  { kind: 'review', read: (after, size) => reviewsOfPerson(context.world, userId, after, size) },
  { kind: 'promotion', read: (after, size) => promotionsOfCustomer(context.world.sql, userId, after, size) },
  { kind: 'privacyChoice', read: (after) => consentRecords(context.world.sql, userId, after) },
  { kind: 'search', read: (after, size) => searchRecords(context.world.sql, userId, after, size) },
];

interface Entity {
  id: string;
}

/** What our own services may ask of a person. */
export const personal = {
  openBookings: ({ id }: Entity, _: unknown, { viewer, world }: Context): Promise<number> => {
    requireService(viewer);
    return openBookings(world.sql, id, world.clock.now());
  },
  bookingRecords: ({ id }: Entity, args: RecordsArgs, context: Context) => personalRecords(context.viewer, sources(context, id), args),
};
