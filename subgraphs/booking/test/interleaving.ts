import { jest } from '@jest/globals';
import type { Sql } from '@ycyw/service/sql';
import type { World } from '../src/actions/world.ts';
import { awaitingAmendment } from '../src/data/amendment.ts';
import { bookingsById } from '../src/data/booking.ts';
import type { Stock } from '../src/data/ledger.ts';
import { openSettlement } from '../src/data/settlement.ts';
import { extraSpans, stockOf } from '../src/actions/expire.ts';
import { sendRefunds, sendVoids } from '../src/actions/settle.ts';
import type { Span } from '../src/domain/period.ts';
import { eventually, type House } from './agency.ts';

/** Every deadlock that PostgreSQL reports to `world` from now on, also those that the second attempt hides from the caller. */
export function noteDeadlocks(world: Pick<World, 'sql'>): string[] {
  const noted: string[] = [];
  const { sql } = world;
  const note = (error: unknown): never => {
    if (error instanceof Error && 'code' in error && error.code === '40P01') noted.push(error.message);
    throw error;
  };
  world.sql = {
    $queryRaw: async <Rows>(query: TemplateStringsArray, ...values: unknown[]) => {
      try {
        return await sql.$queryRaw<Rows>(query, ...values);
      } catch (error) {
        return note(error);
      }
    },
    $executeRaw: async (query, ...values) => {
      try {
        return await sql.$executeRaw(query, ...values);
      } catch (error) {
        return note(error);
      }
    },
    $transaction: (work) => sql.$transaction((tx) => work(tx).catch(note)),
  };
  return noted;
}

export interface Gate {
  /** Lets the rows go; resolves when they are free. */
  open(): Promise<void>;
}

/** Holds the rows that `lock` locks until it is opened. Whoever wants them queues, and is served in the order of queueing. */
export async function gate(house: House, lock: (tx: Sql) => PromiseLike<unknown>): Promise<Gate> {
  const closed = Promise.withResolvers<true>();
  const opened = Promise.withResolvers<true>();
  const over = house.world.sql.$transaction(async (tx) => {
    await lock(tx);
    closed.resolve(true);
    await opened.promise;
  });
  await Promise.race([closed.promise, over]);
  return {
    open: () => {
      opened.resolve(true);
      return over;
    },
  };
}

/** Connections to this database that wait for a lock of others. What is granted counts no more, even before its owner has woken up. */
async function waiting(house: House): Promise<number> {
  const [row] = await house.db.$queryRaw<{ n: number }[]>`
    SELECT count(DISTINCT l.pid)::int AS n FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE NOT l.granted AND a.datname = current_database()`;
  return row?.n ?? 0;
}

/** Resolves when `count` connections wait for locks. */
export const queued = (house: House, count: number): Promise<number> =>
  eventually(
    () => waiting(house),
    (n) => n === count,
  );

/** Starts `first`, and `second` when the first one waits at the gate, opens the gate when both do; what they come to. */
export async function oneAfterTheOther<One, Two>(
  house: House,
  closed: Gate,
  first: () => Promise<One>,
  second: () => Promise<Two>,
): Promise<[One, Two]> {
  const one = first();
  await queued(house, 1);
  const two = second();
  await queued(house, 2);
  await closed.open();
  return Promise.all([one, two]);
}

const covers = ({ from, to }: Span, at: Date): boolean => from <= at && (to === null || at < to);

/** Where the ledger is not exactly what standing bookings, changes that wait for money and open settlements hold; empty when it is right. */
export async function ledgerMistakes(house: House): Promise<string[]> {
  const ids = (await house.db.booking.findMany({ select: { id: true } })).map(({ id }) => id);
  const holds: (Stock & { span: Span })[] = [];
  for (const booking of await bookingsById(house.world.sql, ids)) {
    if (booking.held) holds.push({ ...stockOf(booking), span: booking.held });
    const amendment = await awaitingAmendment(house.world.sql, booking.id);
    if (amendment) holds.push(...extraSpans(booking, amendment).map((span) => ({ ...stockOf(amendment), span })));
    const settlement = await openSettlement(house.world.sql, booking.id);
    if (settlement) holds.push({ agency: settlement.agency, acriss: settlement.acriss, span: settlement.held });
  }
  const steps = await house.db.classLedger.findMany();
  return steps.flatMap(({ agency, acriss, fromAt, supply, allowance, sold }) => {
    const held = holds.filter((hold) => hold.agency === agency && hold.acriss === acriss && covers(hold.span, fromAt)).length;
    return held === sold && sold <= supply + allowance
      ? []
      : [`${agency} ${acriss} ${fromAt.toISOString()}: sold ${String(sold)}, held ${String(held)}`];
  });
}

export type Fate = 'kept' | 'given back' | 'given back in part' | 'let go' | 'open' | 'lost';

/** What Stripe and we say of each payment of a booking, oldest first; `lost` where the two do not say the same. */
async function fates(house: House, bookingId: string): Promise<Fate[]> {
  const payments = await house.db.payment.findMany({ where: { bookingId }, orderBy: { id: 'asc' } });
  return Promise.all(
    payments.map(async ({ state, stripeIntent, capturedMinor, refundedMinor }): Promise<Fate> => {
      if (!stripeIntent) return 'open';
      const intent = await house.world.stripe.paymentIntents.retrieve(stripeIntent, { expand: ['latest_charge'] });
      if (intent.status === 'canceled') return state === 'VOIDED' ? 'let go' : 'open';
      if (intent.status !== 'succeeded') return 'open';
      const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge;
      const refunded = charge?.amount_refunded ?? 0;
      if (Number(capturedMinor) !== intent.amount_received || Number(refundedMinor) !== refunded) return 'lost';
      if (refunded === 0) return 'kept';
      return refunded === intent.amount_received ? 'given back' : 'given back in part';
    }),
  );
}

/** The fates of a booking's payments when all that is to be told to Stripe, and all that Stripe tells, has been. */
export const settledFates = (house: House, bookingId: string): Promise<Fate[]> =>
  eventually(
    async () => {
      // Skips what is locked, so that it never takes part in a deadlock itself.
      await house.db.$executeRaw`
        UPDATE payment SET retry_at = NULL WHERE id IN (SELECT id FROM payment WHERE retry_at IS NOT NULL FOR UPDATE SKIP LOCKED)`;
      await sendVoids(house.world, null);
      await sendRefunds(house.world);
      return fates(house, bookingId);
    },
    (all) => all.every((fate) => fate !== 'open' && fate !== 'lost'),
  );

/**
 * The worst moment: the card is authorised and its capture on the way to Stripe when `meanwhile` gives the booking up. Stripe
 * captures after we have decided to let the card go and before it hears of that.
 */
export async function captureOvertakes(house: House, pay: () => Promise<number>, meanwhile: () => Promise<unknown>): Promise<void> {
  const { paymentIntents } = house.world.stripe;
  const capture = paymentIntents.capture.bind(paymentIntents);
  const cancelIntent = paymentIntents.cancel.bind(paymentIntents);
  const asked = Promise.withResolvers<true>();
  const given = Promise.withResolvers<true>();
  const done = Promise.withResolvers<true>();
  jest.spyOn(paymentIntents, 'capture').mockImplementation(async (...args) => {
    asked.resolve(true);
    await given.promise;
    const answer = await capture(...args);
    done.resolve(true);
    return answer;
  });
  jest.spyOn(paymentIntents, 'cancel').mockImplementation(async (...args) => {
    given.resolve(true);
    await done.promise;
    return cancelIntent(...args);
  });
  await pay();
  await asked.promise;
  await meanwhile();
}
