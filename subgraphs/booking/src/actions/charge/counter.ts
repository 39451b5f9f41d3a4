import type { Booking } from '../../data/booking.ts';
import type { Inspection } from '../../data/inspection.ts';
import { chargeCounter, dayMinorOf, type ChargeCounter } from '../../domain/charge/chargeLine.ts';
import { draftsOf, type Draft, type Reading } from '../../domain/charge/reading.ts';
import { priced } from '../../domain/journey.ts';
import type { World } from '../world.ts';

/** When the keys were dropped counts, not when the desk looked at the car. */
export const readingIn = ({
  odometerKm,
  fuelEighths,
  chargePercent,
  at,
  returnedAt,
}: Pick<Inspection, 'odometerKm' | 'fuelEighths' | 'chargePercent' | 'at' | 'returnedAt'>): Reading => ({
  odometerKm,
  fuelEighths,
  chargePercent,
  at: (returnedAt ?? at).toISOString(),
});

export interface Readings {
  before: Reading;
  after: Reading;
}

export interface BookingCounter {
  counter: ChargeCounter;
  /** Of the pick-up agency. */
  zone: string;
  /** Of the drop-off agency. */
  returnZone: string;
  /** What the readings say that is owed. */
  drafts(readings: Readings): Draft[];
}

/** What the booking's charges are computed with; null where its agencies or market are no more, or its currency has no rate. */
export async function counterFor(world: World, booking: Booking): Promise<BookingCounter | null> {
  const { journey, price, dropOffAt } = booking;
  const agencies = await world.agencies.all();
  const pickUp = agencies.get(journey.pickUp.agency);
  const dropOff = agencies.get(journey.dropOff.agency);
  const market = pickUp && world.tariff.market(pickUp.country);
  if (!pickUp || !dropOff || !market) return null;
  const counter = chargeCounter(priced(journey, pickUp, dropOff), market, world.tariff, price);
  if (!counter) return null;
  const driven = {
    includedKm: price.includedKm,
    perExtraKmMinor: price.perExtraKmMinor,
    dayMinor: dayMinorOf(price, counter),
    acriss: journey.acriss,
    dropOffLocal: journey.dropOff.local,
    dropOffAt,
    zone: dropOff.timeZone,
  };
  return {
    counter,
    zone: pickUp.timeZone,
    returnZone: dropOff.timeZone,
    drafts: ({ before, after }) => draftsOf(driven, before, after, counter.tariff, counter.amount, counter.rounding),
  };
}
