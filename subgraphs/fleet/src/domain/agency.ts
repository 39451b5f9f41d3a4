import { Refusal } from '@ycyw/service/refusal';
import { weekOf, type OpeningHours } from './openingHours.ts';
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

type Facts = Omit<AgencyInput, 'location' | 'openingHours' | 'subdivision'> & {
  subdivision: string | null;
  latitude: number;
  longitude: number;
};

const currencies = new Set(Intl.supportedValuesOf('currency'));

function line(text: string, field: string): string {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  if (trimmed === '' || trimmed.length > 120) throw new Refusal('BAD_INPUT', field);
  return trimmed;
}

/** An agency as it is kept, with its week in order and the words it is found by; BAD_INPUT names the first field that is wrong. */
export function newAgency({ location, openingHours, ...input }: AgencyInput, otherWords: readonly string[] = []) {
  if (!/^[A-Z0-9]{3,4}$/.test(input.code)) throw new Refusal('BAD_INPUT', 'code');
  if (!(Math.abs(location.latitude) <= 90 && Math.abs(location.longitude) <= 180)) throw new Refusal('BAD_INPUT', 'location');
  if (!currencies.has(input.currency)) throw new Refusal('BAD_INPUT', 'currency');
  const subdivision = input.subdivision?.trim() ? line(input.subdivision, 'subdivision') : null;
  const facts: Facts = { ...input, name: line(input.name, 'name'), city: line(input.city, 'city'), subdivision, ...location };
  const agency = { ...facts, sortName: normalise(facts.name), searchWords: agencyWords(facts, [subdivision ?? '', ...otherWords]) };
  return { agency, week: weekOf(openingHours) };
}

const fields = ['code', 'name', 'city', 'country', 'subdivision', 'region', 'timeZone', 'latitude', 'longitude', 'currency'] as const;

/** Whether two say the same of an agency, its week included. */
export function sameAgency(
  a: { agency: Facts; week: readonly OpeningHours[] },
  b: { agency: Facts; week: readonly OpeningHours[] },
): boolean {
  const spans = (week: readonly OpeningHours[]): string =>
    week.map((span) => `${String(span.weekday)} ${span.opens}-${span.closes}`).join();
  return fields.every((field) => a.agency[field] === b.agency[field]) && spans(a.week) === spans(b.week);
}
