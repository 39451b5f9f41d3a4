import { Refusal } from '@ycyw/service/refusal';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import { requireStaff, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { findBooking, lockBooking, type Booking } from '../../data/booking.ts';
import { findCharge, lockCharges, saveCharge, type Charge } from '../../data/charge/charge.ts';
import { about, sealWords } from '../../data/charge/words.ts';
import type { Sql } from '@ycyw/service/sql';
import { claim, requestKey } from '../../data/request.ts';
import { callerOf, requireAtDesk } from '../access.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import { requireNotOwn } from '../settlement/offer.ts';
import type { World } from '../world.ts';
import { counterFor } from './counter.ts';
import { releaseDeposit } from './settled.ts';

export interface Charged {
  booking: Booking;
  charge: Charge;
}

const longest = 2000;

/** What somebody wrote, refused with BAD_INPUT where it is empty, too long or holds a card number. */
export function requireWords(text: string, field: string, atMost = longest): string {
  const words = withoutCardNumber(cleanText(text, field), field);
  if (words.length === 0 || words.length > atMost) throw new Refusal('BAD_INPUT', `${field} 1…${String(atMost)}`);
  return words;
}

/** A charge with its booking; NOT_FOUND where there is none. */
export async function requireCharge(world: World, id: string): Promise<Charged> {
  const charge = isUuid(id) ? await findCharge(world.sql, id) : null;
  const booking = charge && (await findBooking(world.sql, charge.bookingId));
  if (!charge || !booking) throw new Refusal('NOT_FOUND');
  return { booking, charge };
}

/** Refuses with FORBIDDEN what an agent may not forgive by themselves, nor whoever announced it: all that was announced beyond `leftMinor`, in however many steps. */
export async function requireMayForgive(world: World, staff: SignedIn, { booking, charge }: Charged, leftMinor: number): Promise<void> {
  const found = await counterFor(world, booking);
  const isLarge = found === null || charge.announcedMinor - leftMinor > found.counter.amount(found.counter.tariff.forgivenMinor);
  if (isLarge && (staff.role === 'AGENT' || charge.announcedBy === staff.id)) throw new Refusal('FORBIDDEN');
}

export interface ChargeStep {
  chargeId: string;
  reason: string;
  idempotencyKey: string;
}

/**
 * One step of the desk with a locked charge of somebody else's booking, once for each key, with what is said of it; `work` gives the charge as it then stands. What has to be
 * asked of Stripe after the commit is `then`.
 */
export async function stepOfCharge(
  world: World,
  viewer: Viewer,
  operation: string,
  input: ChargeStep,
  work: (tx: Sql, charged: Charged & { staff: SignedIn; others: readonly Charge[] }, now: Date) => Promise<Charge>,
  then: (charged: Charged) => Promise<void> = () => Promise.resolve(),
): Promise<Charged> {
  const staff = requireStaff(viewer);
  const request = requestKey(operation, callerOf(world, staff, staff.id), input);
  return answerOnce(
    world,
    request,
    (id) => requireCharge(world, id),
    async () => {
      const now = world.clock.now();
      const seen = await requireCharge(world, input.chargeId);
      await requireAtDesk(world, staff, seen.booking);
      const words = requireWords(input.reason, 'reason');
      // Whoever was erased has no key, and is told nothing any more.
      const sealed = seen.charge.owner === null ? null : await sealWords(world, seen.booking, words, about.answer);
      const charged = await world.sql.$transaction(async (tx) => {
        const booking = await requireAtDesk(world, staff, await lockBooking(tx, seen.booking.id));
        requireNotOwn(staff, booking);
        const all = await lockCharges(tx, booking.id);
        const charge = all.find(({ id }) => id === seen.charge.id);
        if (!charge) throw new Refusal('NOT_FOUND');
        await claim(tx, request, charge.id, now);
        const others = all.filter(({ id }) => id !== charge.id);
        const left = await work(tx, { booking, charge, others, staff }, now);
        await saveCharge(tx, { ...left, answer: sealed?.sealed ?? null });
        await releaseDeposit(world, tx, booking, now);
        return { booking, charge: left };
      });
      await then(charged);
      return requireCharge(world, input.chargeId);
    },
  );
}
