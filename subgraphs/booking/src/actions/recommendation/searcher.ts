import type { Viewer } from '@ycyw/service/viewer';
import { personOf } from '../../data/recommendation/person.ts';
import { noteSearch } from '../../data/recommendation/renterSearch.ts';
import type { Person } from '../../domain/recommendation/person.ts';
import type { SearchInput } from '../search.ts';
import type { World } from '../world.ts';
import { daysAsked } from './trip.ts';

/** Somebody with a past of their own: a renter, or a partner who books for others. */
export interface Searcher {
  id: string;
  isPartner: boolean;
}

/** Null for who is not signed in, for staff and for keys that only try things out. */
export function searcherOf({ id, role, test }: Viewer): Searcher | null {
  if (id === null || test || (role !== 'CUSTOMER' && role !== 'PARTNER')) return null;
  return { id, isPartner: role === 'PARTNER' };
}

/** What may be used of their past, null without their consent as it stands now; `from` is the date that is asked about. */
export const personBehind = ({ sql }: Pick<World, 'sql'>, { id, isPartner }: Searcher, from: string | null): Promise<Person | null> =>
  personOf(sql, id, isPartner, from);

const longestClasses = 50;

/** Keeps what a renter searched for, where they allow it; nobody waits for it. `input` was answered, so it is sound. */
export function keepSearch({ sql, clock, log }: World, viewer: Viewer, input: SearchInput): void {
  const searcher = searcherOf(viewer);
  const classes = (input.acriss ?? [])
    .map((pattern) => pattern.toUpperCase())
    .toSorted()
    .join(',');
  if (!searcher || searcher.isPartner || !input.pickUpAgency || classes.length > longestClasses) return;
  const agency = input.pickUpAgency.trim().toUpperCase();
  noteSearch(sql, searcher.id, { agency, ...daysAsked(input), classes }, clock.now()).catch((error: unknown) => {
    log.warn({ err: error }, 'a search was not kept for its renter');
  });
}
