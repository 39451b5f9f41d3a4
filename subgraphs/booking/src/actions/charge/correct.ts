import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { requireRole, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { findBooking, lockBooking, type Booking } from '../../data/booking.ts';
import { insertCharges, lockCharges, saveCharge } from '../../data/charge/charge.ts';
import { about, sealWords, type Details } from '../../data/charge/words.ts';
import { isForgotten } from '../../data/driver.ts';
import { correctOdometer as save, type Inspection } from '../../data/inspection.ts';
import { claim, requestKey } from '../../data/request.ts';
import { correctedCharges } from '../../domain/charge/corrected.ts';
import { requireOdometer } from '../../domain/inspection.ts';
import { callerOf, requireAtDesk } from '../access.ts';
import { acted, tell } from '../events.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import { sendRefunds, sendVoids } from '../settle.ts';
import { requireNotOwn } from '../settlement/offer.ts';
import type { World } from '../world.ts';
import { requireBack } from './announce.ts';
import { counterFor, type BookingCounter, type Readings } from './counter.ts';
import { requireWords } from './desk.ts';
import { giveBack, withdraw } from './forgive.ts';
import { announced, announcement, owedFor } from './return.ts';
import { releaseDeposit } from './settled.ts';

export interface CorrectOdometerInput {
  bookingId: string;
  inspection: Inspection['kind'];
  odometerKm: number;
  reason: string;
  idempotencyKey: string;
}

/** The readings with one odometer corrected; refuses BAD_INPUT what is no correction, or would have the car run backwards. */
function correctedIn({ before, after }: Readings, { inspection, odometerKm }: CorrectOdometerInput): Readings {
  requireOdometer(odometerKm);
  const [own, isPossible, range] =
    inspection === 'HAND_OVER'
      ? [before, odometerKm <= after.odometerKm, `≤ ${String(after.odometerKm)}`]
      : [after, odometerKm >= before.odometerKm, `≥ ${String(before.odometerKm)}`];
  if (!isPossible) throw new Refusal('BAD_INPUT', `odometerKm ${range}`);
  if (own.odometerKm === odometerKm) throw new Refusal('BAD_INPUT', `odometerKm = ${String(odometerKm)}`);
  return inspection === 'HAND_OVER' ? { before: { ...before, odometerKm }, after } : { before, after: { ...after, odometerKm } };
}

/** Sealed: what the manager says, of what is announced and of what is taken or given back. */
interface Said {
  details: Buffer;
  answer: Buffer;
}

async function sealed(world: World, booking: Booking, reason: string): Promise<Said> {
  const details: Details = { reason, reference: null, occurredOn: null };
  const [ofDetails, ofAnswer] = await Promise.all([
    sealWords(world, booking, JSON.stringify(details), about.details),
    sealWords(world, booking, reason, about.answer),
  ]);
  return { details: ofDetails.sealed, answer: ofAnswer.sealed };
}

/** Puts the charges for kilometres to what the readings say; the refunds that Stripe is to be told of. The booking must be locked. */
async function recharge(
  world: World,
  tx: Sql,
  staff: SignedIn,
  booking: Booking,
  { counter, drafts, returnZone }: BookingCounter,
  readings: Readings,
  { details, answer }: Said,
  now: Date,
): Promise<string[]> {
  const charges = (await lockCharges(tx, booking.id)).filter(({ kind }) => kind === 'MILEAGE');
  const draft = drafts(readings).find(({ basis }) => basis.kind === 'MILEAGE');
  const owedMinor = draft ? owedFor(draft, counter).line.grossMinor : 0;
  const isOwed = draft !== undefined && owedMinor >= counter.minMinor;
  if (owedMinor > counter.maxMinor) throw new Refusal('BAD_INPUT', `odometerKm: ${String(owedMinor)} > ${String(counter.maxMinor)}`);
  const right = correctedCharges(charges, isOwed ? draft : null, isOwed ? owedMinor : 0);
  const refunds: string[] = [];
  for (const charge of right.withdrawn) await saveCharge(tx, { ...(await withdraw(world, tx, { booking, charge, staff }, now)), answer });
  for (const charge of right.givenBack) {
    const given = await giveBack(world, tx, { booking, charge, staff }, now);
    await saveCharge(tx, { ...given.left, answer });
    refunds.push(...given.refunds);
  }
  const owed = right.draft && owedFor(right.draft, counter);
  if (owed && owed.line.grossMinor >= counter.minMinor) {
    const by = { announcedBy: staff.id, details };
    const charge = announced(booking, counter, owed.line, { basis: owed.basis, ...readings, photoIds: [] }, by, now);
    await insertCharges(tx, [charge]);
    await tell(tx, booking, [announcement([charge], charge.currency, returnZone)], now);
  }
  return refunds;
}

/**
 * A manager says what an odometer stood at when a rental began or ended, where it was misread. The charge for kilometres follows: one that
 * is not paid is taken back and announced anew, one that was collected is given back and announced anew where it was too much, which needs
 * a step-up; where it was too little the rest is announced. Refuses NOT_FOUND, BAD_INPUT naming the field, WRONG_STATE while the card is being
 * asked, before the return and once no kilometres are charged any more, and FORBIDDEN for what one has announced and its renter disputes. Safe to repeat.
 */
export function correctOdometer(world: World, viewer: Viewer, input: CorrectOdometerInput): Promise<Booking> {
  const manager = requireRole(viewer, 'MANAGER', 'ADMIN');
  const request = requestKey('correctOdometer', callerOf(world, manager, manager.id), input);
  const again = async (id: string): Promise<Booking> => {
    const booking = await findBooking(world.sql, id);
    if (!booking) throw new Refusal('NOT_FOUND');
    return booking;
  };
  return answerOnce(world, request, again, async () => {
    const now = world.clock.now();
    const seen = await requireAtDesk(world, manager, isUuid(input.bookingId) ? await findBooking(world.sql, input.bookingId) : null);
    const reason = requireWords(input.reason, 'reason');
    if (await isForgotten(world.sql, seen.id)) throw new Refusal('WRONG_STATE', 'ERASED');
    const found = await counterFor(world, seen);
    if (!found) throw new Refusal('WRONG_STATE', seen.state);
    const said = await sealed(world, seen, reason);
    const refunds = await world.sql.$transaction(async (tx) => {
      const booking = await requireAtDesk(world, manager, await lockBooking(tx, seen.id));
      requireNotOwn(manager, booking);
      await claim(tx, request, booking.id, now);
      const misread = await requireBack(tx, booking, 'MILEAGE', found.counter, now);
      const readings = correctedIn(misread, input);
      const { inspection, odometerKm } = input;
      await save(tx, booking.id, inspection, odometerKm);
      const misreadKm = (inspection === 'HAND_OVER' ? misread.before : misread.after).odometerKm;
      const { vehicleId, journey } = booking;
      const news = { type: 'booking.odometerCorrected', payload: { vehicleId, odometerKm, misreadKm, agency: journey.dropOff.agency } };
      const act = acted(manager, booking, 'odometerCorrected', { inspection, odometerKm, misreadKm });
      // Where the unit stands now its last return says.
      await tell(tx, booking, inspection === 'TAKE_BACK' ? [news] : [], now, act);
      const given = await recharge(world, tx, manager, booking, found, readings, said, now);
      await releaseDeposit(world, tx, booking, now);
      return given;
    });
    await sendRefunds(world, refunds);
    await sendVoids(world, seen.id);
    return again(seen.id);
  });
}
