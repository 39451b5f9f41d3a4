import { negotiate } from '@ycyw/service/language';
import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import { v7 as uuidv7 } from 'uuid';
import { chargeLines, chargesBack, classNames, placesOf, tendersOf, tripsOf, type Place } from '../../data/billing/books.ts';
import { documentsOf, insertDocuments, issuedOf, takeNumbers, type BillingDocument } from '../../data/billing/document.ts';
import { billingDue, postponeBooking, postponeDue, settleDue, takeDue } from '../../data/billing/due.ts';
import { about } from '../../data/billing/sealedBuyer.ts';
import { bookingsById, type Booking } from '../../data/booking.ts';
import { driversOf } from '../../data/driver.ts';
import type { Buyer, Content } from '../../domain/billing/content.ts';
import { documentsDue, type Draft } from '../../domain/billing/documents.ts';
import { grossOf, netOf } from '../../domain/billing/line.ts';
import { numberOf, type LegalEntity } from '../../domain/billing/seller.ts';
import { dateIn } from '../../domain/period.ts';
import { heard } from '../events.ts';
import type { World } from '../world.ts';

/** So many bookings a transaction: their series are locked while their documents are written, and by no longer work. */
const batch = 100;
const postponed = 'documents not issued, next try in ten minutes';

interface SealedBuyer {
  owner: string;
  sealed: Buffer;
}

/** Who the bookings' documents are made out to, sealed with their keys; whoever was forgotten is left out. */
async function sealedBuyers(world: Pick<World, 'sql' | 'vault'>, bookingIds: readonly string[]): Promise<Map<string, SealedBuyer>> {
  const [bookings, drivers] = await Promise.all([bookingsById(world.sql, bookingIds), driversOf(world, bookingIds)]);
  const owners = new Map(bookings.map(({ id, customerId }) => [id, customerId ?? id]));
  const keys: Awaited<ReturnType<Vault['keysOf']>> = await world.vault.keysOf([...owners.values()]);
  return new Map(
    drivers.flatMap(({ bookingId, givenName, familyName, email }) => {
      const owner = owners.get(bookingId);
      const key = owner === undefined ? undefined : keys.get(owner);
      const buyer: Buyer = { givenName, familyName, email };
      return owner !== undefined && key ? [[bookingId, { owner, sealed: key.seal(JSON.stringify(buyer), about) }] as const] : [];
    }),
  );
}

/** A document that lacks its number. */
interface Unnumbered {
  booking: Booking;
  entity: LegalEntity;
  draft: Draft;
  ordinal: number;
  rental: Content['rental'];
  suppliedOn: string | null;
}

/** What the books of these bookings want issued, and those whose books cannot be read, be it in part. */
async function drafted(world: World, tx: Sql, bookings: readonly Booking[], before: readonly BillingDocument[]) {
  const ids = bookings.map(({ id }) => id);
  const [tenders, trips, places, names] = await Promise.all([
    tendersOf(tx, ids),
    tripsOf(tx, ids),
    placesOf(
      tx,
      bookings.flatMap(({ journey }) => [journey.pickUp.agency, journey.dropOff.agency]),
    ),
    classNames(
      tx,
      bookings.map(({ journey }) => journey.acriss),
    ),
  ]);
  const paid = tenders.filter(({ kind }) => kind === 'CHARGE').map(({ id }) => id);
  const [charges, back] = await Promise.all([chargeLines(tx, paid), chargesBack(tx, paid)]);
  const made: Unnumbered[] = [];
  const failed = new Set<string>();
  const fail = (bookingId: string, error: unknown): void => {
    failed.add(bookingId);
    world.log.error({ err: error, bookingId }, postponed);
  };
  for (const booking of bookings) {
    try {
      const { journey, price } = booking;
      const [pickUp, dropOff] = [places.get(journey.pickUp.agency), places.get(journey.dropOff.agency)];
      if (!pickUp || !dropOff) throw new Error('an agency of the booking is not known');
      const entity = world.sellers.of(pickUp.country);
      if (!entity) throw new Error(`legal-entities.json names nobody for ${pickUp.country}`);
      const issued = before.filter(({ bookingId }) => bookingId === booking.id);
      const own = tenders.filter(({ bookingId }) => bookingId === booking.id);
      const books = { state: booking.state, price, tenders: own, charges, chargesBack: back, issued: issued.map(issuedOf) };
      const trip = trips.find(({ bookingId }) => bookingId === booking.id);
      if (booking.sandbox) continue;
      const wanted = documentsDue(books, entity.cancellation === 'TAXED', uuidv7);
      for (const error of wanted.failed) fail(booking.id, error);
      for (const [index, draft] of wanted.drafts.entries()) {
        made.push({
          ...{ booking, entity, draft, ordinal: issued.length + index + 1 },
          rental: rentalOf(booking, pickUp, dropOff, names, trip),
          suppliedOn: trip?.returnedAt ? dateIn(trip.returnedAt, dropOff.timeZone) : null,
        });
      }
    } catch (error) {
      fail(booking.id, error);
    }
  }
  return { made, failed };
}

function rentalOf(
  { reference, journey, price }: Booking,
  pickUp: Place,
  dropOff: Place,
  names: ReadonlyMap<string, string>,
  trip: { outKm: number; inKm: number | null } | undefined,
): Content['rental'] {
  return {
    reference,
    acriss: journey.acriss,
    className: names.get(journey.acriss) ?? journey.acriss,
    pickUp: { agency: pickUp.code, name: pickUp.name, local: journey.pickUp.local },
    dropOff: { agency: dropOff.code, name: dropOff.name, local: journey.dropOff.local },
    days: price.days,
    odometerKm: trip && trip.inKm !== null ? { out: trip.outKm, in: trip.inKm } : null,
  };
}

/** Numbers the documents, the series in one order everywhere, and writes them. */
async function numbered(
  world: World,
  tx: Sql,
  made: readonly Unnumbered[],
  before: readonly BillingDocument[],
  buyers: ReadonlyMap<string, SealedBuyer>,
  now: Date,
): Promise<void> {
  const series = Map.groupBy(made, ({ entity, draft }) => `${entity.seller.code} ${draft.kind}`);
  const numbers = new Map<string, Pick<BillingDocument, 'number' | 'serial' | 'year' | 'issuedOn'>>();
  for (const [, group] of [...series].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const [head] = group;
    if (!head) continue;
    const { entity, draft } = head;
    const today = dateIn(now, entity.timeZone);
    const year = Number(today.slice(0, 4));
    const { first, issuedOn } = await takeNumbers(tx, { entity: entity.seller.code, kind: draft.kind, year }, group.length, today);
    for (const [index, each] of group.entries()) {
      const serial = first + index;
      numbers.set(each.draft.id, { number: numberOf(entity, draft.kind, year, serial), serial, year, issuedOn });
    }
  }
  const known = new Map<string, { number: string; issuedOn: string }>([...before.map((each) => [each.id, each] as const), ...numbers]);
  const documents = made.flatMap(({ booking, entity, draft, ordinal, rental, suppliedOn }): BillingDocument[] => {
    const number = numbers.get(draft.id);
    const referred = draft.refersTo === null ? undefined : known.get(draft.refersTo);
    if (!number) return [];
    const buyer = buyers.get(booking.id);
    // Whoever was forgotten since we looked is not named again.
    const named = buyer?.owner === (booking.customerId ?? booking.id) ? buyer : undefined;
    const [netMinor, grossMinor] = [netOf(draft.lines), grossOf(draft.lines)];
    return [
      {
        ...{ id: draft.id, bookingId: booking.id, paymentId: draft.paymentId, ordinal, kind: draft.kind, refersTo: draft.refersTo },
        ...number,
        ...{ entity: entity.seller.code, agency: booking.journey.pickUp.agency, currency: booking.price.currency },
        ...{ netMinor, taxMinor: grossMinor - netMinor, grossMinor },
        content: {
          ...{ reason: draft.reason, seller: entity.seller, rental, residence: booking.journey.residence },
          ...{ suppliedOn: suppliedOn ?? number.issuedOn, lines: draft.lines, tenders: draft.tenders },
          refersTo: referred ? { number: referred.number, issuedOn: referred.issuedOn } : null,
        },
        language: negotiate(booking.language),
        buyer: named?.sealed ?? null,
        buyerOwner: named?.owner ?? null,
        issuedAt: now,
      },
    ];
  });
  await insertDocuments(tx, documents);
  const bookings = new Map(made.map(({ booking }) => [booking.id, booking]));
  const news = documents.flatMap(({ id, bookingId, kind, number, grossMinor, currency }) => {
    const booking = bookings.get(bookingId);
    const payload = { documentId: id, kind, number, totalMinor: grossMinor, currency };
    return booking ? heard(booking, [{ type: 'booking.invoiceIssued', payload }], now) : [];
  });
  await append(tx, news, now);
}

/** Issues what these bookings lack, all of it or nothing; how many of them another process had not taken. */
async function issueFor(world: World, ids: readonly string[]): Promise<number> {
  const buyers = await sealedBuyers(world, ids);
  const now = world.clock.now();
  return world.sql.$transaction(async (tx) => {
    const due = await takeDue(tx, ids);
    const taken = [...new Set(due.map(({ bookingId }) => bookingId))];
    if (taken.length === 0) return 0;
    const [bookings, before] = await Promise.all([bookingsById(tx, taken), documentsOf(tx, taken)]);
    const { made, failed } = await drafted(world, tx, bookings, before);
    if (made.length > 0) await numbered(world, tx, made, before, buyers, now);
    const rows = (of: boolean): string[] => due.filter(({ bookingId }) => failed.has(bookingId) === of).map(({ id }) => id);
    await settleDue(tx, rows(false));
    if (failed.size > 0) await postponeDue(tx, rows(true));
    return taken.length;
  });
}

/** Issues what at most a hundred bookings lack; how many it looked at. Where one of them spoils it for all, each is issued alone, and that one waits. */
async function issueBatch(world: World): Promise<number> {
  const ids = await billingDue(world.sql, batch);
  if (ids.length === 0) return 0;
  try {
    return await issueFor(world, ids);
  } catch (error) {
    world.log.warn({ err: error, bookings: ids.length }, 'documents not issued together, now one by one');
  }
  for (const id of ids) {
    await issueFor(world, [id]).catch(async (error: unknown) => {
      await postponeBooking(world.sql, id);
      world.log.error({ err: error, bookingId: id }, postponed);
    });
  }
  return ids.length;
}

/** Issues the invoices and credit notes that the books want, until nothing is due but what another process has in its hands. */
export async function issueDocuments(world: World): Promise<void> {
  while ((await issueBatch(world)) > 0);
}
