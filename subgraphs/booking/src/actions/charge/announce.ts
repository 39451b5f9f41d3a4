import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import type { Sql } from '@ycyw/service/sql';
import { findBooking, lockBooking, type Booking } from '../../data/booking.ts';
import { chargesOf, insertCharges, type Charge } from '../../data/charge/charge.ts';
import { about, sealWords, type Details } from '../../data/charge/words.ts';
import { isForgotten } from '../../data/driver.ts';
import { inspectionsOf } from '../../data/inspection.ts';
import { photosOf } from '../../data/photo.ts';
import { claim, requestKey } from '../../data/request.ts';
import { chargeLine, passedOnLine, type ChargeCounter } from '../../domain/charge/chargeLine.ts';
import { isReadingKind, type ChargeKind, type CleaningGrade } from '../../domain/charge/chargeTariff.ts';
import type { MarkKind, MarkSeverity } from '../../domain/inspection.ts';
import type { Basis } from '../../domain/charge/reading.ts';
import type { PhotoPurpose } from '../../domain/photo.ts';
import type { Line } from '../../domain/price.ts';
import { addMinutes, dateIn } from '../../domain/period.ts';
import { callerOf, requireAtDesk } from '../access.ts';
import { acted, tell } from '../events.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';
import { counterFor, readingIn, type BookingCounter, type Readings } from './counter.ts';
import { requireCharge, requireWords, type Charged } from './desk.ts';
import { announced, announcement, owedFor } from './return.ts';

export interface AnnounceChargeInput {
  bookingId: string;
  kind: ChargeKind;
  amountMinor?: number | null;
  grade?: CleaningGrade | null;
  mark?: MarkKind | null;
  severity?: MarkSeverity | null;
  reason?: string | null;
  reference?: string | null;
  /** A calendar date, e.g. 2026-07-14. */
  occurredOn?: string | null;
  photoIds?: readonly string[] | null;
  idempotencyKey: string;
}

const dayMinutes = 24 * 60;
const mostPhotos = 12;

/** What is charged, and how it came about. */
interface Owed {
  line: Line;
  basis: Basis;
}

const bad = (reason: string): never => {
  throw new Refusal('BAD_INPUT', reason);
};

function amountOf({ amountMinor }: AnnounceChargeInput, { minMinor, maxMinor }: ChargeCounter, least = minMinor): number {
  if (amountMinor === null || amountMinor === undefined || amountMinor < least || amountMinor > maxMinor)
    return bad(`amountMinor ${String(least)}…${String(maxMinor)}`);
  return amountMinor;
}

function damage(input: AnnounceChargeInput, counter: ChargeCounter): Owed {
  const { mark = null, severity = null } = input;
  if (mark && severity) {
    const line = chargeLine('DAMAGE', 1, counter.amount(counter.tariff.damage[mark][severity]), counter);
    return { line, basis: { kind: 'DAMAGE', mark, severity } };
  }
  if (mark ?? severity) return bad('mark, severity');
  if (!input.reason) return bad('reason');
  return { line: chargeLine('DAMAGE', 1, amountOf(input, counter), counter), basis: { kind: 'DAMAGE', mark, severity } };
}

/** Refuses an offence of another time than the rental's. */
function requireDuring(occurredOn: string | null | undefined, booking: Booking, { after }: Readings, zone: string): void {
  const [from, to] = [dateIn(booking.pickUpAt, zone), dateIn(new Date(after.at), zone)];
  if (!occurredOn || occurredOn < from || occurredOn > to) bad(`occurredOn ${from}…${to}`);
}

function owedOf(input: AnnounceChargeInput, booking: Booking, readings: Readings, found: BookingCounter): Owed {
  const { counter } = found;
  const { kind } = input;
  if (isReadingKind(kind)) {
    const draft = found.drafts(readings).find(({ basis }) => basis.kind === kind);
    if (!draft) throw new Refusal('WRONG_STATE', kind);
    return owedFor(draft, counter);
  }
  if (kind === 'DAMAGE') return damage(input, counter);
  if (kind === 'CLEANING') {
    if (!input.grade) return bad('grade');
    return {
      line: chargeLine(kind, 1, counter.amount(counter.tariff.cleaning[input.grade]), counter),
      basis: { kind, grade: input.grade },
    };
  }
  const passedOnMinor = amountOf(input, counter, 1);
  if (!input.reference) return bad('reference');
  requireDuring(input.occurredOn, booking, readings, found.zone);
  const { line, feeMinor } = passedOnLine(kind, passedOnMinor, counter);
  return { line, basis: { kind, passedOnMinor, feeMinor } };
}

/** Refuses with NOT_FOUND photos of another booking, with BAD_INPUT those of a renter's dispute, and damage without photos of both inspections. */
async function requirePhotos(tx: Sql, { kind }: AnnounceChargeInput, bookingId: string, photoIds: readonly string[]): Promise<void> {
  const photos = await photosOf(tx, bookingId, photoIds);
  if (photos.some(({ purpose }) => purpose === 'DISPUTE')) bad('photoIds');
  const shows = (purpose: PhotoPurpose): boolean => photos.some((photo) => photo.purpose === purpose);
  if (kind === 'DAMAGE' && !(shows('HAND_OVER') && shows('TAKE_BACK'))) bad('photoIds HAND_OVER, TAKE_BACK');
}

/** The readings of a rental that is back, whose charges of a kind may still be announced. */
export async function requireBack(tx: Sql, booking: Booking, kind: ChargeKind, { tariff }: ChargeCounter, now: Date): Promise<Readings> {
  if (booking.sandbox || (booking.state !== 'RETURNED' && booking.state !== 'CLOSED')) throw new Refusal('WRONG_STATE', booking.state);
  const [left, back] = await inspectionsOf(tx, [booking.id]);
  if (!left || !back) throw new Refusal('WRONG_STATE', booking.state);
  const days = tariff.announceDays[kind];
  if (now > addMinutes(back.at, days * dayMinutes)) throw new Refusal('WRONG_STATE', `${kind} ≤ ${String(days)} d`);
  return { before: readingIn(left), after: readingIn(back) };
}

const textOf = (text: string | null | undefined, field: string, atMost?: number): string | null =>
  text ? requireWords(text, field, atMost) : null;

async function detailsOf(world: World, booking: Booking, input: AnnounceChargeInput): Promise<Buffer | null> {
  const { occurredOn = null } = input;
  const details: Details = {
    reason: textOf(input.reason, 'reason'),
    reference: textOf(input.reference, 'reference', 60),
    occurredOn,
  };
  if (!details.reason && !details.reference && !occurredOn) return null;
  return (await sealWords(world, booking, JSON.stringify(details), about.details)).sealed;
}

/**
 * Announces a charge for a rental that is back; above the cap of its kind a manager does. What the readings say is computed, the
 * rest is by the price list or passed on. Refuses NOT_FOUND, BAD_INPUT naming the field, and WRONG_STATE, also once its renter was erased. Safe to
 * repeat.
 */
export function announceCharge(world: World, viewer: Viewer, input: AnnounceChargeInput): Promise<Charged> {
  const staff = requireStaff(viewer);
  const request = requestKey('announceCharge', callerOf(world, staff, staff.id), input);
  return answerOnce(
    world,
    request,
    (id) => requireCharge(world, id),
    async () => {
      const now = world.clock.now();
      const seen = await requireAtDesk(world, staff, isUuid(input.bookingId) ? await findBooking(world.sql, input.bookingId) : null);
      // There is no card any more, nobody to tell, and no key that what is written would be erased with.
      if (await isForgotten(world.sql, seen.id)) throw new Refusal('WRONG_STATE', 'ERASED');
      const photoIds = [...new Set(input.photoIds ?? [])];
      if (photoIds.length > mostPhotos || !photoIds.every(isUuid)) bad(`photoIds ≤ ${String(mostPhotos)}`);
      const found = await counterFor(world, seen);
      if (!found) throw new Refusal('WRONG_STATE', seen.state);
      const details = await detailsOf(world, seen, input);
      const id = await world.sql.$transaction(async (tx) => {
        const booking = await requireAtDesk(world, staff, await lockBooking(tx, seen.id));
        const readings = await requireBack(tx, booking, input.kind, found.counter, now);
        const { line, basis } = owedOf(input, booking, readings, found);
        requireWithinCap(staff, input.kind, line.grossMinor, found.counter);
        await requirePhotos(tx, input, booking.id, photoIds);
        await requireOnce(tx, booking.id, input.kind);
        const charge = announced(booking, found.counter, line, { basis, ...readings, photoIds }, { announcedBy: staff.id, details }, now);
        await claim(tx, request, charge.id, now);
        await insertCharges(tx, [charge]);
        const facts = { chargeId: charge.id, kind: charge.kind, amountMinor: charge.amountMinor, currency: charge.currency };
        await tell(
          tx,
          booking,
          [announcement([charge], charge.currency, found.returnZone)],
          now,
          acted(staff, booking, 'chargeAnnounced', facts),
        );
        return charge.id;
      });
      return requireCharge(world, id);
    },
  );
}

function requireWithinCap({ role }: SignedIn, kind: ChargeKind, grossMinor: number, counter: ChargeCounter): void {
  const capMinor = counter.amount(counter.tariff.caps[kind]);
  if (role === 'AGENT' && grossMinor > capMinor) bad(`amountMinor ≤ ${String(capMinor)}`);
  if (grossMinor < counter.minMinor || grossMinor > counter.maxMinor)
    bad(`amountMinor ${String(counter.minMinor)}…${String(counter.maxMinor)}`);
}

const isLive = ({ state }: Charge): boolean => state !== 'WITHDRAWN';

async function requireOnce(tx: Sql, bookingId: string, kind: ChargeKind): Promise<void> {
  if (!isReadingKind(kind)) return;
  if ((await chargesOf(tx, [bookingId])).some((charge) => charge.kind === kind && isLive(charge))) throw new Refusal('WRONG_STATE', kind);
}

export interface Suggestion {
  line: Line;
  basis: Basis;
  /** Whether only a manager may announce it. */
  aboveCap: boolean;
}

export interface Suggested {
  booking: Booking;
  counter: ChargeCounter;
  readings: Readings;
  suggestions: Suggestion[];
}

/** What the readings of a rental that is back say, and nobody has announced or withdrawn; NOT_FOUND for staff of other agencies. */
export async function suggestCharges(world: World, viewer: Viewer, bookingId: string): Promise<Suggested> {
  const staff = requireStaff(viewer);
  const booking = await requireAtDesk(world, staff, isUuid(bookingId) ? await findBooking(world.sql, bookingId) : null);
  const found = await counterFor(world, booking);
  if (!found) throw new Refusal('WRONG_STATE', booking.state);
  const readings = await requireBack(world.sql, booking, 'FINE', found.counter, world.clock.now());
  // What staff have withdrawn they have decided.
  const decided = new Set((await chargesOf(world.sql, [bookingId])).map(({ kind }) => kind));
  const suggestions = found
    .drafts(readings)
    .filter(({ basis }) => !decided.has(basis.kind))
    .map((draft) => owedFor(draft, found.counter))
    .map(({ line, basis, capMinor }) => ({ line, basis, aboveCap: line.grossMinor > capMinor }));
  return { booking, counter: found.counter, readings, suggestions };
}
