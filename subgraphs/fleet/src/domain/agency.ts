import { Refusal } from '@ycyw/service/refusal';
import { sameWeek, weekOf, type OpeningHours } from './openingHours.ts';
import { agencyWords, normalise } from './searchText.ts';

export interface AgencyInput {
  code: string;
  name: string;
  city: string;
  country: string;
  /** State, province or region within the country: US taxes go by it. */
  subdivision?: string | null;
  region: 'EU' | 'UK' | 'US';
  timeZone: string;
  location: { latitude: number; longitude: number };
  currency: string;
  openingHours: readonly OpeningHours[];
}

interface Place {
  code: string;
  name: string;
  city: string;
  country: string;
  subdivision: string | null;
}

type Facts = Omit<AgencyInput, 'location' | 'openingHours' | 'subdivision'> & Place & { latitude: number; longitude: number };

const currencies = new Set(Intl.supportedValuesOf('currency'));

function line(text: string, field: string): string {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  if (trimmed === '' || trimmed.length > 120) throw new Refusal('BAD_INPUT', field);
  return trimmed;
}

/** What a place is sorted and found by; `aliases` are other names of it, blanks between. */
function findable(place: Place, aliases: string) {
  return { aliases, sortName: normalise(place.name), searchWords: agencyWords(place, [place.subdivision ?? '', aliases]) };
}

/** An agency as it is kept, with its week in order and the words it is found by; BAD_INPUT names the first field that is wrong. */
export function newAgency({ location, openingHours, ...input }: AgencyInput, aliases = '') {
  if (!/^[A-Z0-9]{3,4}$/.test(input.code)) throw new Refusal('BAD_INPUT', 'code');
  if (!(Math.abs(location.latitude) <= 90 && Math.abs(location.longitude) <= 180)) throw new Refusal('BAD_INPUT', 'location');
  if (!currencies.has(input.currency)) throw new Refusal('BAD_INPUT', 'currency');
  const subdivision = input.subdivision?.trim() ? line(input.subdivision, 'subdivision') : null;
  const facts: Facts = { ...input, name: line(input.name, 'name'), city: line(input.city, 'city'), subdivision, ...location };
  return { agency: { ...facts, ...findable(facts, aliases), outOfHoursReturn: false }, week: weekOf(openingHours) };
}

export interface AgencyChange {
  name?: string | null;
  city?: string | null;
  outOfHoursReturn?: boolean | null;
  active?: boolean | null;
}

/** The agency with what is given changed, found by its new names; BAD_INPUT names the field that is wrong. */
export function changedAgency<A extends Place & { aliases: string; outOfHoursReturn: boolean; active: boolean }>(
  before: A,
  change: AgencyChange,
): A & { sortName: string; searchWords: string } {
  const after = {
    ...before,
    name: line(change.name ?? before.name, 'name'),
    city: line(change.city ?? before.city, 'city'),
    outOfHoursReturn: change.outOfHoursReturn ?? before.outOfHoursReturn,
    active: change.active ?? before.active,
  };
  return { ...after, ...findable(after, before.aliases) };
}

const fields = ['code', 'name', 'city', 'country', 'subdivision', 'region', 'timeZone', 'latitude', 'longitude', 'currency'] as const;

/** Whether two say the same of an agency, its week included. */
export function sameAgency(
  a: { agency: Facts; week: readonly OpeningHours[] },
  b: { agency: Facts; week: readonly OpeningHours[] },
): boolean {
  return fields.every((field) => a.agency[field] === b.agency[field]) && sameWeek(a.week, b.week);
}
