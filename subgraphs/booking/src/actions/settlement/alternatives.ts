import { Refusal } from '@ycyw/service/refusal';
import { requireStaff, type Viewer } from '@ycyw/service/viewer';
import { findBooking, type Booking } from '../../data/booking.ts';
import { priced, spanOf, type Agency, type Journey } from '../../domain/journey.ts';
import { dateIn } from '../../domain/period.ts';
import { priceOf, type Price } from '../../domain/price.ts';
import { termsOf, type Alternative } from '../../domain/settlement.ts';
import { isLesser } from '../../domain/upgrade.ts';
import { requireAtDesk } from '../access.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';

/** The agencies where a booking begins and ends. */
export interface Ends {
  pickUp: Agency;
  dropOff: Agency;
}

export const endsOf = async (world: World, { pickUp, dropOff }: Journey): Promise<Ends> => ({
  pickUp: await world.agencies.get(pickUp.agency),
  dropOff: await world.agencies.get(dropOff.agency),
});

/** The booked journey in another class. */
export const journeyIn = (acriss: string, { chargedAs: _, ...journey }: Journey): Journey => ({ ...journey, acriss });

/** What the booked journey costs in another class by the booking's own tariff, extras and exchange rate; null where the class has no price. */
export function priceIn(world: World, acriss: string, { journey, price }: Booking, { pickUp, dropOff }: Ends): Price | null {
  const today = dateIn(world.clock.now(), pickUp.timeZone);
  return priceOf(priced(journeyIn(acriss, journey), pickUp, dropOff), world.tariff, today, price.exchange);
}

/** Another class for a booking, with what it comes to. */
export interface OfferedAlternative extends Alternative {
  journey: Journey;
  /** What it costs whoever books it. */
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
  const ends = await endsOf(world, booking.journey);
  const { from, to } = spanOf(booking.journey);
  const begins = Math.max(from.getTime(), world.clock.now().getTime());
  const stocks = await world.availability.of([ends.pickUp]);
  const row = stocks.rowOf(ends.pickUp.code);
  const found = world.availability.classes.codes.flatMap((acriss, number): OfferedAlternative[] => {
    const left = row === undefined ? 0 : stocks.free(row, number, begins, to?.getTime() ?? Infinity);
    const offered = left > 0 ? priceIn(world, acriss, booking, ends) : null;
    if (!offered) return [];
    const kind = isLesser(booking.journey.acriss, acriss) ? 'REFUND_DIFFERENCE' : 'REACCOMMODATION';
    const terms = termsOf(kind, [booking.journey.acriss, booking.price], [acriss, offered], world.tariff.settlements);
    // Less for the same money is no help.
    const helps = terms && (kind === 'REACCOMMODATION' || terms.differenceMinor > 0);
    return helps ? [{ ...terms, journey: journeyIn(acriss, booking.journey), offered, left }] : [];
  });
  const better = found.filter(({ kind }) => kind === 'REACCOMMODATION').toSorted((a, b) => a.offered.totalMinor - b.offered.totalMinor);
  const lesser = found.filter(({ kind }) => kind === 'REFUND_DIFFERENCE').toSorted((a, b) => a.differenceMinor - b.differenceMinor);
  return [...better.slice(0, most), ...lesser.slice(0, most)];
}
