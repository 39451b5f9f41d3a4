import { Refusal } from '@ycyw/service/refusal';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import { requireStaff, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { awaitingAmendment } from '../data/amendment.ts';
import { findBooking, isVehicleOut, lockBooking, updateBooking, type Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { insertInspection, readingOf, type Inspection } from '../data/inspection.ts';
import { markVoidDue, paymentsOf } from '../data/payment.ts';
import { openRefunds } from '../data/refund.ts';
import { claim, requestKey } from '../data/request.ts';
import { recount } from '../data/supply.ts';
import { lockVehicles } from '../data/vehicle.ts';
import { requireTransition } from '../domain/bookingState.ts';
import { disputedMinor, isOurFault, paidMinor } from '../domain/cancellation.ts';
import { isOneWay } from '../domain/journey.ts';
import { addMinutes, graceMinutes, heldAfterReturn, turnaroundMinutes } from '../domain/period.ts';
import { isAway } from '../domain/supply.ts';
import { callerOf, requireAtDesk } from './access.ts';
import { settleReturn } from './charge/return.ts';
import { counterFor } from './charge/counter.ts';
import { ensureDeposit, requireSettled } from './deposit.ts';
import { acted, note, tell } from './events.ts';
import { expireAmendment, letGo, stockOf } from './expire.ts';
import { answerOnce } from './once.ts';
import { holdShifts } from './overdue.ts';
import { isUuid } from './quotes.ts';
import { readmit } from './reaccommodate.ts';
import type { World } from './world.ts';

export interface InspectionInput {
  bookingId: string;
  vehicleId: string;
  odometerKm: number;
  fuelEighths: number;
  notes?: string | null;
  idempotencyKey: string;
}

/** One step of the desk on a locked booking, once for each key; the booking as it then stands. */
async function step(
  world: World,
  staff: SignedIn,
  operation: string,
  input: { bookingId: string; idempotencyKey: string },
  work: (tx: Sql, booking: Booking, now: Date) => Promise<Booking>,
): Promise<Booking> {
  const request = requestKey(operation, callerOf(world, staff, staff.id), input);
  const again = async (id: string): Promise<Booking> => {
    const booking = await findBooking(world.sql, id);
    if (!booking) throw new Refusal('NOT_FOUND');
    return booking;
  };
  return answerOnce(world, request, again, async () => {
    const now = world.clock.now();
    if (!isUuid(input.bookingId)) throw new Refusal('NOT_FOUND');
    // What a change wants besides is reckoned from what the booking holds, which is about to change.
    const awaiting = await awaitingAmendment(world.sql, input.bookingId);
    if (awaiting && awaiting.expiresAt <= now) await expireAmendment(world, input.bookingId);
    const booking = await world.sql.$transaction(async (tx) => {
      const found = await requireAtDesk(world, staff, await lockBooking(tx, input.bookingId));
      await claim(tx, request, found.id, now);
      return work(tx, found, now);
    });
    if (booking.state === 'RETURNED' || booking.state === 'NO_SHOW') await readmit(world, stockOf(booking));
    return booking;
  });
}

function inspectionOf(input: InspectionInput, kind: Inspection['kind'], staff: SignedIn, now: Date): Inspection {
  const { bookingId, vehicleId, odometerKm, fuelEighths, notes } = input;
  if (!isUuid(vehicleId)) throw new Refusal('NOT_FOUND');
  if (odometerKm < 0 || odometerKm > 2_000_000) throw new Refusal('BAD_INPUT', 'odometerKm');
  if (fuelEighths < 0 || fuelEighths > 8) throw new Refusal('BAD_INPUT', 'fuelEighths 0…8');
  if ((notes?.length ?? 0) > 4000) throw new Refusal('BAD_INPUT', 'notes ≤ 4000');
  return {
    bookingId,
    kind,
    vehicleId,
    odometerKm,
    fuelEighths,
    notes: notes ? withoutCardNumber(cleanText(notes, 'notes'), 'notes') : null,
    byUser: staff.id,
    at: now,
  };
}

const told = (type: string, { vehicleId, odometerKm }: Inspection, agency: string) => ({
  type,
  payload: { vehicleId, odometerKm, agency },
});

/** Whether the car may leave now: from an hour before pick-up. */
const isTime = ({ pickUpAt, dropOffAt }: Booking, now: Date): boolean => now >= addMinutes(pickUpAt, -turnaroundMinutes) && now < dropOffAt;

/** Asks the card for the deposit before the hand-over, where no sweep has come to it yet. */
async function depositFirst(world: World, staff: SignedIn, bookingId: string): Promise<void> {
  const booking = isUuid(bookingId) ? await findBooking(world.sql, bookingId) : null;
  const { state } = await requireAtDesk(world, staff, booking);
  if (booking && state === 'CONFIRMED' && isTime(booking, world.clock.now())) await ensureDeposit(world, booking);
}

/**
 * Hands over a unit of the booked class that stands at the pick-up agency and is not away, at most an hour early, once the rental is paid and
 * the deposit is held on a card.
 */
export async function handOver(world: World, viewer: Viewer, input: InspectionInput): Promise<Booking> {
  const staff = requireStaff(viewer);
  await depositFirst(world, staff, input.bookingId);
  return step(world, staff, 'handOver', input, async (tx, booking, now) => {
    requireTransition(booking.state, 'IN_PROGRESS');
    if (!isTime(booking, now)) throw new Refusal('WRONG_STATE');
    const inspection = inspectionOf(input, 'HAND_OVER', staff, now);
    const [, [vehicle], isOut] = await Promise.all([
      requireSettled(world, tx, booking, now),
      lockVehicles(tx, [input.vehicleId]),
      isVehicleOut(tx, input.vehicleId),
    ]);
    if (vehicle?.agency !== booking.journey.pickUp.agency) throw new Refusal('NOT_FOUND');
    if (vehicle.acriss !== booking.journey.acriss || isAway(vehicle, now)) throw new Refusal('WRONG_STATE');
    if (isOut) throw new Refusal('WRONG_STATE');
    const handed: Booking = { ...booking, state: 'IN_PROGRESS', vehicleId: vehicle.id };
    const act = acted(staff, booking, 'handedOver', { agency: vehicle.agency, vehicleId: vehicle.id });
    await Promise.all([
      updateBooking(tx, handed),
      recount(tx, [vehicle], [vehicle], now),
      insertInspection(tx, inspection),
      tell(tx, handed, [told('booking.handedOver', inspection, vehicle.agency)], now, act),
    ]);
    return handed;
  });
}

/** Takes a unit back: what is left of its time is free again after the turnaround; one way, the unit now counts at the agency where it arrived. */
export async function takeBack(world: World, viewer: Viewer, input: InspectionInput): Promise<Booking> {
  const staff = requireStaff(viewer);
  return step(world, staff, 'takeBack', input, async (tx, booking, now) => {
    requireTransition(booking.state, 'RETURNED');
    if (booking.vehicleId !== input.vehicleId) throw new Refusal('NOT_FOUND');
    const inspection = inspectionOf(input, 'TAKE_BACK', staff, now);
    const { agency } = booking.journey.dropOff;
    const held = booking.held && heldAfterReturn(booking.held, now);
    const returned: Booking = { ...booking, held, state: 'RETURNED' };
    const [before, units, counter] = await Promise.all([
      readingOf(tx, booking.id, 'HAND_OVER'),
      lockVehicles(tx, [input.vehicleId]),
      counterFor(world, booking),
      updateBooking(tx, returned),
    ]);
    if (before && input.odometerKm < before.odometerKm) throw new Refusal('BAD_INPUT', 'odometerKm');
    const arrived = { agency, movedTo: agency, readyAt: addMinutes(now, turnaroundMinutes) };
    const stand = isOneWay(booking.journey) ? units.map((unit) => ({ ...unit, ...arrived })) : units;
    const act = acted(staff, booking, 'takenBack', { agency, vehicleId: input.vehicleId });
    await Promise.all([
      recount(tx, units, stand, now, holdShifts(booking, booking.held, held)),
      insertInspection(tx, inspection),
      tell(tx, returned, [told('booking.takenBack', inspection, agency)], now, act),
    ]);
    const after = { odometerKm: inspection.odometerKm, fuelEighths: inspection.fuelEighths, at: now.toISOString() };
    await settleReturn(tx, returned, before && counter, { before: before ?? after, after }, now);
    return returned;
  });
}

/**
 * The renter did not come within the hour: nothing is given back, the deposit is let go, and the class is free again from now on.
 * Whoever waited in vain for a car that was there after their pick-up only is given everything back.
 */
export async function markNoShow(world: World, viewer: Viewer, input: { bookingId: string; idempotencyKey: string }): Promise<Booking> {
  const staff = requireStaff(viewer);
  return step(world, staff, 'noShow', input, async (tx, booking, now) => {
    requireTransition(booking.state, 'NO_SHOW');
    const ours = isOurFault(booking);
    const awaited = ours && booking.held ? booking.held.from : booking.pickUpAt;
    if (now <= addMinutes(awaited, graceMinutes)) throw new Refusal('WRONG_STATE');
    const left: Booking = { ...(await letGo(tx, booking, now)), state: 'NO_SHOW' };
    await updateBooking(tx, left);
    await markVoidDue(tx, booking.id, null);
    const payments = ours ? await paymentsOf(tx, [booking.id]) : [];
    await openRefunds(tx, booking.id, paidMinor(payments) + disputedMinor(payments), 'LATE_CAR', now);
    await note(tx, staff, booking, 'noShow', now);
    return left;
  });
}
