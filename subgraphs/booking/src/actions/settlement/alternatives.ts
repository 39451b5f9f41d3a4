import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { findBooking, type Booking } from '../../data/booking.ts';
import { priced, spanOf, type Agency, type Journey } from '../../domain/journey.ts';
import { dateIn } from '../../domain/period.ts';
import { priceOf, type Price } from '../../domain/price.ts';
import { offMinor, type Promotion } from '../../domain/promotion.ts';
import { termsOf, type Alternative, type SettlementKind } from '../../domain/settlement.ts';
import { isLesser } from '../../domain/upgrade.ts';
import { requireAtDesk } from '../access.ts';
import { keptPromotion } from '../promotion/usable.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';

/** What a booking's other classes are priced with: the agencies where it begins and ends, and the promotion that it has, for whatever class. */
interface Basis {
  pickUp: Agency;
  dropOff: Agency;
  promotion: Promotion | null;
}

async function basisOf(world: World, { journey, price }: Booking): Promise<Basis> {
  const promotion = await keptPromotion(world, { journey, price });
  return {
    pickUp: await world.agencies.get(journey.pickUp.agency),
    dropOff: await world.agencies.get(journey.dropOff.agency),
    promotion: promotion && offMinor(price) !== null ? { ...promotion, classes: null } : promotion,
  };
}

/** The booked journey in another class. */
export const journeyIn = (acriss: string, { chargedAs: _, ...journey }: Journey): Journey => ({ ...journey, acriss });

/** What the booked journey costs in a class at today's list, with the booking's date, promotion, extras and exchange rate; null where it has no price. */
function priceIn(world: World, acriss: string, { journey, price }: Booking, { pickUp, dropOff, promotion }: Basis): Price | null {
  const today = dateIn(world.clock.now(), pickUp.timeZone);
  return priceOf(priced(journeyIn(acriss, journey), pickUp, dropOff, promotion), world.tariff, today, price.exchange);
}

/** The terms of settlements of a booking by class and kind, null where there are none; both classes are priced by one list. */
export async function settling(world: World, booking: Booking) {
  const { journey, price } = booking;
  const basis = await basisOf(world, booking);
  const today = priceIn(world, journey.chargedAs ?? journey.acriss, booking, basis);
  const termsIn = (kind: SettlementKind, acriss: string, offered: Price): Alternative | null =>
    termsOf(kind, [journey.acriss, price, today], [acriss, offered], world.tariff.settlements);
  return { ...basis, priceIn: (acriss: string): Price | null => priceIn(world, acriss, booking, basis), termsIn };
}

/** Another class for a booking, with what it comes to. */
export interface OfferedAlternative extends Alternative {
  journey: Journey;
  /** What it costs today, with what the booking has taken off. */
  offered: Price;
  left: number;
}

const most = 12;

/**
 * What is free now for the booked journey: as good or better at no cost, cheapest first, then lesser with the difference back, least of it
 * first; at most a dozen of each. NOT_FOUND for staff of other agencies.
 */
export async function settlementAlternatives(world: World, viewer: Viewer, bookingId: string): Promise<OfferedAlternative[]> {
  const staff = requireStaff(viewer);
  if (!isUuid(bookingId)) throw new Refusal('NOT_FOUND');
  const booking = await requireAtDesk(world, staff, await findBooking(world.sql, bookingId));
  const { pickUp, priceIn: priceOfClass, termsIn } = await settling(world, booking);
  const { from, to } = spanOf(booking.journey);
  const begins = Math.max(from.getTime(), world.clock.now().getTime());
  const stocks = await world.availability.of([pickUp]);
  const row = stocks.rowOf(pickUp.code);
  const found = world.availability.classes.codes.flatMap((acriss, number): OfferedAlternative[] => {
    const left = row === undefined ? 0 : stocks.free(row, number, begins, to?.getTime() ?? Infinity);
    const offered = left > 0 ? priceOfClass(acriss) : null;
    if (!offered) return [];
    const kind = isLesser(booking.journey.acriss, acriss) ? 'REFUND_DIFFERENCE' : 'REACCOMMODATION';
    const terms = termsIn(kind, acriss, offered);
    // Less for the same money is no help.
    const helps = terms && (kind === 'REACCOMMODATION' || terms.differenceMinor > 0);
    return helps ? [{ ...terms, journey: journeyIn(acriss, booking.journey), offered, left }] : [];
  });
  const better = found.filter(({ kind }) => kind === 'REACCOMMODATION').toSorted((a, b) => a.offered.totalMinor - b.offered.totalMinor);
  const lesser = found.filter(({ kind }) => kind === 'REFUND_DIFFERENCE').toSorted((a, b) => a.differenceMinor - b.differenceMinor);
  return [...better.slice(0, most), ...lesser.slice(0, most)];
}
