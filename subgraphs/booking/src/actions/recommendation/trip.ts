import type { Site } from '../../data/agency.ts';
import { dateIn, daysBetween } from '../../domain/period.ts';
import type { Trip } from '../../domain/recommendation/trip.ts';
import type { SearchInput } from '../search.ts';

type Days = Pick<SearchInput, 'pickUpAt' | 'dropOffAt'>;

export const daysAsked = ({ pickUpAt, dropOffAt }: Days): { from: string; nights: number } => ({
  from: pickUpAt.slice(0, 10),
  nights: daysBetween(pickUpAt.slice(0, 10), dropOffAt.slice(0, 10)),
});

/** What a search tells of a trip. */
export function tripOf(input: SearchInput, agencies: readonly Site[], now: Date): Trip {
  const [first] = agencies;
  const only = input.pickUpAgency ? first : undefined;
  const country = only?.country ?? input.country ?? null;
  return {
    ...daysAsked(input),
    bookedOn: dateIn(now, first?.timeZone ?? 'UTC'),
    residence: input.residence && input.residence !== country ? input.residence : null,
    agency: only?.code ?? null,
    country,
  };
}
