import { aScope } from '@ycyw/service/testing/scope';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { setAllowance } from '../src/actions/allowance.ts';
import { amendBooking } from '../src/actions/amend.ts';
import { bookQuote } from '../src/actions/book.ts';
import { cancelBooking } from '../src/actions/cancel.ts';
import { handOver, markNoShow, takeBack } from '../src/actions/desk.ts';
import { expireLapsed, NoneLeft, unlessSoldOut } from '../src/actions/expire.ts';
import { extendOverdue } from '../src/actions/overdue.ts';
import { captureSettled } from '../src/actions/pay.ts';
import { makeRoom, readmit, spanFrom } from '../src/actions/reaccommodate.ts';
import { answerSettlement } from '../src/actions/settlement/answer.ts';
import { insertAmendment, type Amendment } from '../src/data/amendment.ts';
import { findBooking, lockBooking } from '../src/data/booking.ts';
import { compact } from '../src/data/compaction.ts';
import { stepsOf, take } from '../src/data/ledger.ts';
import { draftQuote, findQuote, saveQuote } from '../src/data/quote.ts';
import { insertSettlement, type Settlement } from '../src/data/settlement.ts';
import type { Journey } from '../src/domain/journey.ts';
import { offeredUntil } from '../src/domain/settlement.ts';
import { ada, claire, type House } from './agency.ts';
import { aDriver, aQuote } from './rental.ts';
import type { Held, Place, Unit } from './ledger-model.ts';

export const minute = 60_000;
const dateOf = (at: number): Date => new Date(at * minute);
const isoOf = (at: number): string | null => (at === Infinity ? null : dateOf(at).toISOString());
const viewerOf = (viewer: Partial<Viewer>): Viewer => aScope(viewer).viewer;
const renter = viewerOf(claire);
const desk = viewerOf({ ...ada, steppedUpAt: Date.now() + 3_600_000 });

/** The engine as the model drives it: through its actions, on a real database, times in minutes since the epoch. */
export async function engineOf(house: House) {
  const { world } = house;
  const template = await findQuote(world.sql, await aQuote(house, claire));
  if (!template) throw new Error('no quote to copy');
  // Deposits are another story: without one the desk asks no card.
  const price = { ...template.price, depositMinor: 0 };

  // What else there is to rent is looked up by the wall clock, and beside the point here: some day on which all are open.
  const [out, back] = [{ local: '2027-06-01T10:00' }, { local: '2027-06-02T10:00' }];
  const journeyOf = ({ agency, acriss, from, to }: Held, dropOff: string): Journey => ({
    ...template.journey,
    acriss,
    pickUp: { ...template.journey.pickUp, ...out, agency, at: dateOf(from).toISOString() },
    dropOff: { ...template.journey.dropOff, ...back, agency: dropOff, at: dateOf(to).toISOString() },
  });
  const key = () => ({ idempotencyKey: uuidv7() });
  const inspection = (bookingId: string, vehicleId: string) => ({ bookingId, vehicleId, odometerKm: 1, fuelEighths: 8, ...key() });

  return {
    moveTo: (at: number) => {
      house.moveTo(dateOf(at).toISOString());
    },
    /** Empties the database of all that rents, and brings the units in. */
    start: async (units: readonly Unit[]): Promise<void> => {
      await house.db.$transaction([
        // What is written for good elsewhere goes, too: triggers that keep it are the owner's to silence.
        house.db.$executeRaw`SET LOCAL session_replication_role = replica`,
        house.db
          .$executeRaw`TRUNCATE booking, driver, amendment, payment, refund, inspection, quote, request, vehicle, class_stock, class_ledger, outbox CASCADE`,
      ]);
      await house.event('fleet.vehicles.changed', {
        vehicles: units.map(({ id, acriss, agency, version }) => ({ id, acriss, agency, version })),
      });
    },
    /** The booking's id; null when it is sold out. */
    book: async (span: Held, dropOff: string): Promise<string | null> => {
      const quote = draftQuote(journeyOf(span, dropOff), price, { customerId: renter.id, region: 'EU' }, world.clock.now());
      await saveQuote(world.sql, quote, world.clock.now());
      const outcome = await bookQuote(world, renter, { quoteId: quote.id, driver: { ...aDriver(), phone: null }, ...key() }, 'en');
      if (outcome.kind !== 'booked' && outcome.kind !== 'soldOut') throw new Error(`unexpected: ${outcome.kind}`);
      return outcome.kind === 'booked' ? outcome.booking.id : null;
    },
    /** The id of the payment that is due, or '' where none is; null when it is sold out. */
    amend: async (bookingId: string, span: Held, dropOff: string, differenceMinor: number): Promise<string | null> => {
      const booking = await findBooking(world.sql, bookingId);
      if (!booking) throw new Error('no such booking');
      const fromTotalMinor = booking.price.totalMinor;
      const amendment: Amendment = {
        ...{ id: uuidv7(), bookingId, state: 'QUOTED', fromTotalMinor, journey: journeyOf(span, dropOff), differenceMinor, refundMinor: 0 },
        price: { ...booking.price, totalMinor: fromTotalMinor + differenceMinor },
        expiresAt: new Date(world.clock.now().getTime() + 15 * minute),
      };
      await insertAmendment(world.sql, amendment, world.clock.now());
      const outcome = await amendBooking(world, renter, { amendmentQuoteId: amendment.id, ...key() });
      return 'alternatives' in outcome ? null : (outcome.payment?.id ?? '');
    },
    payBooking: async (bookingId: string): Promise<void> => {
      const { id } = await house.db.payment.findFirstOrThrow({ where: { bookingId, amendmentId: null } });
      await captureSettled(world, id, `pi_${id}`);
    },
    payChange: (paymentId: string): Promise<void> => captureSettled(world, paymentId, `pi_${paymentId}`),
    /** What is offered in place of the booked class, and until when; null when it is sold out. */
    offer: async (bookingId: string, { agency, acriss }: Place): Promise<{ id: string; lapsesAt: number } | null> => {
      const now = world.clock.now();
      const made = await unlessSoldOut(world, { agency, acriss }, () =>
        world.sql.$transaction(async (tx) => {
          const booking = await lockBooking(tx, bookingId);
          const held = booking && spanFrom(booking, now);
          if (!booking || !held) throw new Error('no such booking, or one that is over');
          if (!(await take(tx, { agency, acriss }, [held]))) throw new NoneLeft();
          const settlement: Settlement = {
            ...{ id: uuidv7(), bookingId, kind: 'REACCOMMODATION', state: 'OFFERED', agency, acriss, held },
            ...{ fromTotalMinor: booking.price.totalMinor, price: booking.price, differenceMinor: 0, refundMinor: 0, keptMinor: 0 },
            ...{ conversationId: null, offeredBy: desk.id ?? '', approvedBy: null, offeredAt: now, createdAt: now },
            expiresAt: offeredUntil(now, booking, world.tariff.settlements),
          };
          await insertSettlement(tx, settlement);
          return settlement;
        }),
      );
      return made && { id: made.id, lapsesAt: made.expiresAt.getTime() / minute };
    },
    answer: async (id: string, accept: boolean): Promise<void> => {
      await answerSettlement(world, renter, { id, accept, ...key() });
    },
    cancel: async (bookingId: string): Promise<void> => {
      await cancelBooking(world, renter, { bookingId, ...key() });
    },
    handOver: async (bookingId: string, vehicleId: string): Promise<void> => {
      // No card stands behind these bookings, so none could hold a deposit.
      await house.db.$executeRaw`UPDATE booking SET price = jsonb_set(price, '{depositMinor}', '0') WHERE id = ${bookingId}::uuid`;
      await handOver(world, desk, inspection(bookingId, vehicleId));
    },
    takeBack: async (bookingId: string, vehicleId: string): Promise<void> => {
      await takeBack(world, desk, inspection(bookingId, vehicleId));
    },
    noShow: async (bookingId: string): Promise<void> => {
      await markNoShow(world, desk, { bookingId, ...key() });
    },
    allow: async ({ agency, acriss }: Place, allowance: number): Promise<void> => {
      await setAllowance(world, desk, { agency, acriss, allowance });
    },
    /** Fleet's word on a unit. */
    tell: ({ id, acriss, told, version, absences }: Unit): Promise<void> =>
      house.event('fleet.vehicles.changed', {
        vehicles: [{ id, acriss, agency: told, version, absences: absences.map(({ from, to }) => ({ from: isoOf(from), to: isoOf(to) })) }],
      }),
    sweep: async (compacting: boolean): Promise<void> => {
      await expireLapsed(world);
      await extendOverdue(world);
      await makeRoom(world);
      await readmit(world);
      if (compacting) await compact(world.sql, new Date(world.clock.now().getTime() - 24 * 60 * minute));
    },
    states: async (): Promise<Map<string, string>> => {
      const rows = await house.db.booking.findMany({ select: { id: true, state: true } });
      return new Map(rows.map(({ id, state }) => [id, state === 'PENDING_PAYMENT' ? 'HELD' : state]));
    },
    steps: async ({ agency, acriss }: Place, now: number) => {
      const far = new Date('2100-01-01T00:00:00Z');
      const rows = await stepsOf(world.sql, { agency, acriss }, dateOf(now), far);
      return rows.map(({ from, ...figures }) => ({ at: from.getTime() / minute, ...figures }));
    },
  };
}

export type Engine = Awaited<ReturnType<typeof engineOf>>;
