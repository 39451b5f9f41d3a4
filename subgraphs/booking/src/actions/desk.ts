import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { awaitingAmendment } from '../data/amendment.ts';
import { findBooking, isVehicleOut, lockBooking, updateBooking, type Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { chargesOf } from '../data/charge/charge.ts';
import { handOverOf, insertInspection, type Inspection } from '../data/inspection.ts';
import { markVoidDue, paymentsOf } from '../data/payment.ts';
import { openRefunds } from '../data/refund.ts';
import { claim, requestKey } from '../data/request.ts';
import { recount } from '../data/supply.ts';
import { lockVehicles } from '../data/vehicle.ts';
import { requireTransition } from '../domain/bookingState.ts';
import { openCharge } from '../domain/charge/chargeState.ts';
import { disputedMinor, isOurFault, paidMinor } from '../domain/cancellation.ts';
import { isOneWay } from '../domain/journey.ts';
import { isOpen } from '../domain/openingHours.ts';
import { newMarks } from '../domain/inspection.ts';
import { addMinutes, graceMinutes, heldAfterReturn, instantOf, turnaroundMinutes } from '../domain/period.ts';
import { isAway } from '../domain/supply.ts';
import { upgradeSteps } from '../domain/upgrade.ts';
import { callerOf, requireAtDesk } from './access.ts';
import { letDepositGo, settleReturn } from './charge/return.ts';
import { counterFor, readingIn } from './charge/counter.ts';
import { ensureDeposit, requireSettled } from './deposit.ts';
import { acted, note, tell } from './events.ts';
import { expireAmendment, letGo, stockOf } from './expire.ts';
import { inspectionOf, requireInspection, type InspectionInput } from './inspection.ts';
import { answerOnce } from './once.ts';
import { holdShifts } from './overdue.ts';
import { isUuid } from './quotes.ts';
import { readmit } from './reaccommodate.ts';
import { reclass } from './reclass.ts';
import type { World } from './world.ts';

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

/** `corrected`: the odometer stands at less than was read before. */
const told = (type: string, { vehicleId, odometerKm }: Inspection, agency: string, corrected: boolean) => ({
  type,
  payload: { vehicleId, odometerKm, agency, ...(corrected && { corrected }) },
});

/** Whether the car may leave now: from an hour before pick-up. */
const isTime = ({ pickUpAt, dropOffAt }: Booking, now: Date): boolean => now >= addMinutes(pickUpAt, -turnaroundMinutes) && now < dropOffAt;

/** Asks the card for the deposit before the hand-over, where no sweep has come to it yet. */
async function depositFirst(world: World, staff: SignedIn, bookingId: string): Promise<void> {
  const booking = isUuid(bookingId) ? await findBooking(world.sql, bookingId) : null;
  const { state } = await requireAtDesk(world, staff, booking);
  if (booking && state === 'CONFIRMED' && isTime(booking, world.clock.now())) await ensureDeposit(world, booking);
}

/** Whether this corrects what was misread before: the odometer runs on, and only managers say that it stands at less. */
function corrects({ odometerKm }: InspectionInput, last: number | null, { role }: SignedIn): boolean {
  if (last === null || odometerKm >= last) return false;
  if (role === 'AGENT') throw new Refusal('BAD_INPUT', `odometerKm ≥ ${String(last)}`);
  return true;
}

/** The booking with the class of a unit that goes out on it: the reserved one, or a better one at no cost, of which one is to be left. */
async function seated(tx: Sql, booking: Booking, acriss: string, now: Date): Promise<Booking> {
  const steps = upgradeSteps(booking.journey.acriss, acriss);
  if (steps === null) throw new Refusal('WRONG_STATE', `${acriss} < ${booking.journey.acriss}`);
  const moved = steps === 0 ? booking : await reclass(tx, booking, acriss, now);
  if (!moved) throw new Refusal('WRONG_STATE', acriss);
  return moved;
}

/**
 * Hands over a unit that stands at the pick-up agency and is not away, of the reserved class or a better one, at most an hour early, once the
 * rental is paid and the deposit is held on a card.
 */
export async function handOver(world: World, viewer: Viewer, input: InspectionInput): Promise<Booking> {
  const staff = requireStaff(viewer);
  await depositFirst(world, staff, input.bookingId);
  return step(world, staff, 'handOver', input, async (tx, booking, now) => {
    requireTransition(booking.state, 'IN_PROGRESS');
    if (!isTime(booking, now)) throw new Refusal('WRONG_STATE');
    requireInspection(input, 'HAND_OVER');
    const [, [vehicle], isOut] = await Promise.all([
      requireSettled(world, tx, booking, now),
      lockVehicles(tx, [input.vehicleId]),
      isVehicleOut(tx, input.vehicleId),
    ]);
    if (vehicle?.agency !== booking.journey.pickUp.agency) throw new Refusal('NOT_FOUND');
    if (isAway(vehicle, now) || isOut) throw new Refusal('WRONG_STATE');
    const corrected = corrects(input, vehicle.odometerKm, staff);
    const { acriss, marks: known } = vehicle;
    const found = await inspectionOf(tx, staff, input, { kind: 'HAND_OVER', acriss, known, now });
    const reserved = booking.journey.acriss;
    const handed: Booking = { ...(await seated(tx, booking, acriss, now)), state: 'IN_PROGRESS', vehicleId: vehicle.id };
    const inspection = { ...found, upgradedFrom: acriss === reserved ? null : reserved };
    const act = acted(staff, booking, 'handedOver', {
      agency: vehicle.agency,
      vehicleId: vehicle.id,
      ...(inspection.upgradedFrom && { upgradedFrom: reserved, acriss }),
      ...(corrected && { odometerKm: input.odometerKm }),
    });
    await Promise.all([
      updateBooking(tx, handed),
      recount(tx, [vehicle], [vehicle], now),
      insertInspection(tx, inspection),
      tell(tx, handed, [told('booking.handedOver', inspection, vehicle.agency, corrected)], now, act),
    ]);
    return handed;
  });
}

/** When the keys were dropped, and whether the desk was closed then; BAD_INPUT before the car left, and in the future. */
async function droppedAt(world: World, { journey }: Booking, local: string, left: Date, now: Date) {
  const agency = await world.agencies.get(journey.dropOff.agency);
  const returnedAt = instantOf(local, agency.timeZone);
  if (returnedAt < left || returnedAt > now) throw new Refusal('BAD_INPUT', 'returnedAt');
  return { returnedAt, outOfHours: !isOpen(agency, local) };
}

/** Takes a unit back: what is left of its time is free again after the turnaround; one way, the unit now counts at the agency where it arrived. */
export async function takeBack(world: World, viewer: Viewer, input: InspectionInput): Promise<Booking> {
  const staff = requireStaff(viewer);
  return step(world, staff, 'takeBack', input, async (tx, booking, now) => {
    requireTransition(booking.state, 'RETURNED');
    if (booking.vehicleId !== input.vehicleId) throw new Refusal('NOT_FOUND');
    requireInspection(input, 'TAKE_BACK');
    const { agency } = booking.journey.dropOff;
    const held = booking.held && heldAfterReturn(booking.held, now);
    const returned: Booking = { ...booking, held, state: 'RETURNED' };
    const [left, units, counter] = await Promise.all([
      handOverOf(tx, booking.id),
      lockVehicles(tx, [input.vehicleId]),
      counterFor(world, booking),
      updateBooking(tx, returned),
    ]);
    const corrected = corrects(input, left.odometerKm, staff);
    const { acriss } = booking.journey;
    const inspection: Inspection = {
      ...(await inspectionOf(tx, staff, input, { kind: 'TAKE_BACK', acriss, known: left.marks, now })),
      ...(input.returnedAt && (await droppedAt(world, booking, input.returnedAt, left.at, now))),
    };
    const arrived = { agency, movedTo: agency, readyAt: addMinutes(now, turnaroundMinutes) };
    const stand = isOneWay(booking.journey) ? units.map((unit) => ({ ...unit, ...arrived })) : units;
    const act = acted(staff, booking, 'takenBack', {
      ...{ agency, vehicleId: input.vehicleId },
      ...(corrected && { odometerKm: input.odometerKm }),
    });
    await Promise.all([
      recount(tx, units, stand, now, holdShifts(booking, booking.held, held)),
      insertInspection(tx, inspection),
      tell(tx, returned, [told('booking.takenBack', inspection, agency, corrected)], now, act),
    ]);
    // How far it was driven nobody has read: the deposit waits for the desk, as it does for new damage.
    const open = corrected || newMarks(left.marks, inspection.marks).size > 0;
    await settleReturn(tx, returned, counter, { before: readingIn(left), after: readingIn(inspection) }, open, now);
    return returned;
  });
}

/** Nothing is charged for what was found at the return: the deposit need not wait for it. WRONG_STATE while a charge is open. Safe to repeat. */
export async function chargeNothing(world: World, viewer: Viewer, input: { bookingId: string; idempotencyKey: string }): Promise<Booking> {
  const staff = requireStaff(viewer);
  return step(world, staff, 'releaseDeposit', input, async (tx, booking, now) => {
    const charges = await chargesOf(tx, [booking.id]);
    if (booking.state !== 'RETURNED' || charges.some(({ state }) => openCharge.includes(state)))
      throw new Refusal('WRONG_STATE', booking.state);
    await letDepositGo(tx, booking, now);
    await note(tx, staff, booking, 'depositReleased', now);
    return booking;
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
    await markVoidDue(tx, booking.id, null, now);
    const payments = ours ? await paymentsOf(tx, [booking.id]) : [];
    await openRefunds(tx, booking.id, paidMinor(payments) + disputedMinor(payments), 'LATE_CAR', now);
    await note(tx, staff, booking, 'noShow', now);
    return left;
  });
}
