import type { Viewer } from '@ycyw/service/viewer';
import { addDays, dateIn } from '../../domain/period.ts';
import { nextTripsOf, type NextTrip } from '../../domain/recommendation/nextTrip.ts';
import { recommend } from '../../domain/recommendation/recommended.ts';
import type { World } from '../world.ts';
import { personBehind, searcherOf } from './searcher.ts';

/** Trips that a renter who allows it may want to make, at agencies that are open to bookings, each with the class that fits it most. */
export async function nextTripsFor(world: World, viewer: Viewer, most: number): Promise<(NextTrip & { until: string })[]> {
  const searcher = searcherOf(viewer);
  // A partner's customers travel, not the partner.
  const person = searcher && !searcher.isPartner ? await personBehind(world, searcher, null) : null;
  if (!person) return [];
  const agencies = await world.agencies.all();
  const isOpen = ({ agency }: { agency: string }): boolean => agencies.has(agency);
  const today = dateIn(world.clock.now(), 'UTC');
  const trips = nextTripsOf({ past: person.past, searches: person.searches.filter(isOpen) }, today, person.past.length + most);
  return trips
    .filter(isOpen)
    .slice(0, most)
    .map((trip) => {
      const { agency, from } = trip;
      // A rental of a day ends on the next.
      const until = addDays(from, Math.max(1, trip.nights));
      if (trip.acriss !== null) return { ...trip, until };
      const asked = { ...trip, bookedOn: today, residence: null, country: agencies.get(agency)?.country ?? null };
      return { ...trip, until, acriss: recommend(world.recommender.learnt, asked, person, new Set()).first };
    });
}
