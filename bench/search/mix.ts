import { numbersFrom, type Airport } from './airports.ts';

export interface Search {
  kind: 'agency' | 'radius' | 'country' | 'largest';
  variables: { input: Record<string, unknown>; sort: string; first: number; after?: string };
}

const patterns = [['C***'], ['ASUV'], ['E***', 'C***', 'I***'], ['***E', '***H'], ['**A*'], ['CDMV']];
/** The web client's. */
const pageSize = 10;
const dayMs = 24 * 3_600_000;
export const kinds = ['agency', 'radius', 'country', 'largest'] as const;

/** What people ask for again and again: departures of the coming half-year, most of them soon, for a weekend, some days, a week or two. */
const periods = Array.from({ length: 36 }, (_, index) => ({
  inDays: 2 + Math.round((index / 36) ** 2 * 170),
  days: [2, 3, 7, 7, 14][index % 5] ?? 7,
}));
const caps = [20_000, 30_000, 50_000, 75_000];

/** How searches repeat, in words. */
export const repetition = `places by Zipf's law (exponent 1, the most wanted airport 8 % of them), ${periods.length} periods at 10:00, ${caps.length} caps`;

/**
 * Draws searches: two fifths at one agency, three tenths by radius, two tenths in a country, a tenth in the largest; one in five has further pages.
 * People repeat one another; where they are `fresh`, places are all as likely, and hours and prices are of nobody else.
 */
export function searchesFrom(airports: readonly Airport[], random: () => number, fresh: boolean): () => Search {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] ?? (items[0] as Item);
  const byCountry = Map.groupBy(airports, ({ country }) => country);
  const [largest = ''] = [...byCountry].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const order = numbersFrom(19);
  const wanted = airports.map((airport) => ({ airport, order: order() })).sort((a, b) => a.order - b.order);
  // The inverse of the logarithm that the sum of 1/rank is.
  const popular = (): Airport => wanted[Math.floor(wanted.length ** random()) - 1]?.airport ?? pick(airports);
  const place = (): { kind: Search['kind']; where: Record<string, unknown> } => {
    const drawn = random();
    const airport = fresh ? pick(airports) : popular();
    if (drawn < 0.4) {
      const elsewhere = random() < 0.1 ? { dropOffAgency: pick(byCountry.get(airport.country) ?? airports).code } : {};
      return { kind: 'agency', where: { pickUpAgency: airport.code, ...elsewhere } };
    }
    const { latitude, longitude } = airport;
    if (drawn < 0.7) return { kind: 'radius', where: { near: { latitude, longitude }, radiusKm: pick([50, 100, 200, 500]) } };
    return drawn < 0.9 ? { kind: 'country', where: { country: airport.country } } : { kind: 'largest', where: { country: largest } };
  };
  const anyHour = (): number => 9 + Math.floor(random() * 9);
  const period = (): { inDays: number; days: number; from: number; to: number } =>
    fresh
      ? { inDays: 2 + Math.floor(random() ** 2 * 170), days: 1 + Math.floor(random() * 14), from: anyHour(), to: anyHour() }
      : { ...pick(periods), from: 10, to: 10 };
  return () => {
    const { kind, where } = place();
    const { inDays, days, from, to } = period();
    const day = Math.floor(Date.now() / dayMs) + inDays;
    const wall = (date: number, hour: number): string =>
      `${new Date(date * dayMs).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:${fresh ? String(Math.floor(random() * 60)).padStart(2, '0') : '00'}`;
    const input = {
      ...where,
      pickUpAt: wall(day, from),
      dropOffAt: wall(day + days, to),
      ...(random() < 0.25 && { acriss: pick(patterns) }),
      // Prices around a place may be of several currencies.
      ...(random() < 0.25 && kind !== 'radius' && { maxTotalMinor: fresh ? 20_000 + Math.floor(random() * 80_000) : pick(caps) }),
      ...(random() < 0.1 && { driverAge: 22 }),
      // The web client shows a car once, with its other plans on the card.
      ratePlans: [random() < 0.8 ? 'PREPAID' : 'FLEX'],
    };
    return { kind, variables: { input, sort: random() < 0.2 ? 'CATEGORY' : 'PRICE', first: pageSize } };
  };
}
