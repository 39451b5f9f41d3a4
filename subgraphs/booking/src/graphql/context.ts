import type { RequestScope } from '@ycyw/service/scope';
import DataLoader from 'dataloader';
import type { Terms } from '../actions/priceTable.ts';
import type { World } from '../actions/world.ts';
import { documentsOf, type BillingDocument } from '../data/billing/document.ts';
import { bookingsById, bookingsOfReferences, type Booking } from '../data/booking.ts';
import { attemptsOf, type PastAttempt } from '../data/delivery/attempt.ts';
import { deliveriesOf, type Delivery } from '../data/delivery/delivery.ts';
import { openPlaces } from '../data/delivery/place.ts';
import { chargesOf, type Charge } from '../data/charge/charge.ts';
import { wordsOf, type ChargeWords } from '../data/charge/words.ts';
import { owedBy, type Owed } from '../data/cashback/receivable.ts';
import { linksOf, type Link } from '../data/cashback/wallet.ts';
import { driversOf } from '../data/driver.ts';
import { inspectionsOf, type Inspection } from '../data/inspection.ts';
import { photosById, type TakenPhoto } from '../data/photo.ts';
import { paymentsOf, type Payment } from '../data/payment.ts';
import { refundsOf, type Refund } from '../data/refund.ts';
import { reviewsOfBookings, type Review } from '../data/review/review.ts';
import { ratingsOfAgencies } from '../data/review/tally.ts';
import type { DeliveryPlace } from '../domain/delivery/place.ts';
import { settlementsById, settlementsOf, type Settlement } from '../data/settlement.ts';
import type { PriceSum } from '../domain/price.ts';
import type { Driver } from '../domain/driver.ts';
import type { Rating } from '../domain/review.ts';
import type { SharedParts, ShownExtra } from './offer.ts';

export interface Context extends RequestScope {
  world: World;
  /** What the offers of this answer share, by their price. */
  shared: Map<PriceSum, SharedParts>;
  /** The extras that they share, by what they are priced with. */
  extras: Map<Terms, readonly ShownExtra[]>;
  loaders: {
    booking: DataLoader<string, Booking | null>;
    bookingOfReference: DataLoader<string, Booking | null>;
    driver: DataLoader<string, Driver | null>;
    payments: DataLoader<string, Payment[]>;
    refunds: DataLoader<string, Refund[]>;
    review: DataLoader<string, Review | null>;
    /** By the agency's code. */
    agencyRating: DataLoader<string, Rating | null>;
    deliveries: DataLoader<string, Delivery[]>;
    attempts: DataLoader<string, PastAttempt[]>;
    /** Where a delivery goes; null for whoever was erased. */
    place: DataLoader<Delivery, DeliveryPlace | null, string>;
    charges: DataLoader<string, Charge[]>;
    chargeWords: DataLoader<Charge, ChargeWords | null>;
    settlement: DataLoader<string, Settlement | null>;
    settlements: DataLoader<string, Settlement[]>;
    inspections: DataLoader<string, Inspection[]>;
    photo: DataLoader<string, TakenPhoto | null>;
    documents: DataLoader<string, BillingDocument[]>;
    /** The asking renter's own link to a merchant. */
    cashbackLink: DataLoader<string, Link | null>;
    merchantOwed: DataLoader<string, Owed[]>;
  };
}

/** Rows that belong to bookings, in the order of `ids`. */
const grouped = <Row extends { bookingId: string }>(rows: readonly Row[], ids: readonly string[]): Row[][] =>
  ids.map((id) => rows.filter((row) => row.bookingId === id));

export const contextOf =
  (world: World) =>
  (scope: RequestScope): Context => ({
    ...scope,
    world,
    shared: new Map(),
    extras: new Map(),
    loaders: {
      booking: new DataLoader(async (ids) => {
        const rows = new Map((await bookingsById(world.sql, ids)).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id) ?? null);
      }),
      bookingOfReference: new DataLoader(async (references) => {
        const rows = new Map((await bookingsOfReferences(world.sql, references)).map((row) => [row.reference, row]));
        return references.map((reference) => rows.get(reference) ?? null);
      }),
      driver: new DataLoader(async (ids) => grouped(await driversOf(world, ids), ids).map(([row]) => row ?? null)),
      payments: new DataLoader(async (ids) => grouped(await paymentsOf(world.sql, ids), ids)),
      refunds: new DataLoader(async (ids) => grouped(await refundsOf(world.sql, ids), ids)),
      review: new DataLoader(async (ids) => grouped(await reviewsOfBookings(world.sql, ids), ids).map(([row]) => row ?? null)),
      agencyRating: new DataLoader(async (codes) => {
        const ratings = await ratingsOfAgencies(world.sql, codes);
        return codes.map((code) => ratings.get(code) ?? null);
      }),
      deliveries: new DataLoader(async (ids) => grouped(await deliveriesOf(world.sql, ids), ids)),
      attempts: new DataLoader(async (ids) => {
        const rows = Map.groupBy(await attemptsOf(world.sql, ids), ({ deliveryId }) => deliveryId);
        return ids.map((id) => rows.get(id) ?? []);
      }),
      place: new DataLoader((deliveries) => openPlaces(world.vault, deliveries), { cacheKeyFn: ({ id }) => id }),
      charges: new DataLoader(async (ids) => grouped(await chargesOf(world.sql, ids), ids)),
      chargeWords: new DataLoader(async (charges) => {
        const words = await wordsOf(world, charges);
        return charges.map(({ id }) => words.get(id) ?? null);
      }),
      settlement: new DataLoader(async (ids) => {
        const rows = new Map((await settlementsById(world.sql, ids)).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id) ?? null);
      }),
      settlements: new DataLoader(async (ids) => grouped(await settlementsOf(world.sql, ids), ids)),
      inspections: new DataLoader(async (ids) => grouped(await inspectionsOf(world.sql, ids), ids)),
      photo: new DataLoader(async (ids) => {
        const rows = new Map((await photosById(world.sql, ids)).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id) ?? null);
      }),
      documents: new DataLoader(async (ids) => grouped(await documentsOf(world.sql, ids), ids)),
      cashbackLink: new DataLoader(async (ids) => {
        const { id, scopes } = scope.viewer;
        const links = id === null || scopes !== null ? [] : await linksOf(world.sql, id, ids);
        return ids.map((merchantId) => links.find((link) => link.merchantId === merchantId) ?? null);
      }),
      merchantOwed: new DataLoader(async (ids) => {
        const owed = await owedBy(world.sql, ids);
        return ids.map((id) => owed.filter(({ merchantId }) => merchantId === id));
      }),
    },
  });
