import type { Airport } from './airports.ts';

export interface Search {
  kind: 'agency' | 'radius' | 'country' | 'largest';
  variables: { input: Record<string, unknown>; sort: string; first: number; after?: string };
}

const patterns = [['C***'], ['ASUV'], ['E***', 'C***', 'I***'], ['***E', '***H'], ['**A*'], ['CDMV']];
const dayMs = 24 * 3_600_000;
export const kinds = ['agency', 'radius', 'country', 'largest'] as const;

/** Draws searches: two fifths at one agency, three tenths by radius, two tenths in a country, a tenth in the largest; one in five has further pages. */
export function searchesFrom(airports: readonly Airport[], random: () => number): () => Search {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] ?? (items[0] as Item);
  const byCountry = Map.groupBy(airports, ({ country }) => country);
  const [largest = ''] = [...byCountry].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const place = (): { kind: Search['kind']; where: Record<string, unknown> } => {
    const drawn = random();
    const airport = pick(airports);
    if (drawn < 0.4) {
      const elsewhere = random() < 0.1 ? { dropOffAgency: pick(byCountry.get(airport.country) ?? airports).code } : {};
      return { kind: 'agency', where: { pickUpAgency: airport.code, ...elsewhere } };
    }
    const { latitude, longitude } = airport;
    if (drawn < 0.7) return { kind: 'radius', where: { near: { latitude, longitude }, radiusKm: pick([50, 100, 200, 500]) } };
    return drawn < 0.9 ? { kind: 'country', where: { country: airport.country } } : { kind: 'largest', where: { country: largest } };
  };
  return () => {
    const { kind, where } = place();
    const day = Math.floor(Date.now() / dayMs) + 2 + Math.floor(random() ** 2 * 170);
    const wall = (days: number, hour: number): string =>
      `${new Date(days * dayMs).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00`;
    const input = {
      ...where,
      pickUpAt: wall(day, 9 + Math.floor(random() * 9)),
      dropOffAt: wall(day + 1 + Math.floor(random() * 14), 9 + Math.floor(random() * 9)),
      ...(random() < 0.25 && { acriss: pick(patterns) }),
      ...(random() < 0.25 && { maxTotalMinor: 20_000 + Math.floor(random() * 80_000) }),
      ...(random() < 0.1 && { driverAge: 22 }),
    };
    return { kind, variables: { input, sort: random() < 0.2 ? 'CATEGORY' : 'PRICE', first: 20 } };
  };
}
