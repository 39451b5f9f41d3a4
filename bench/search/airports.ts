import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../local/folders.ts';

export interface Airport {
  code: string;
  name: string;
  city: string;
  subdivision: string | null;
  country: string;
  latitude: number;
  longitude: number;
  timeZone: string;
}

const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

/** The rows of a file of the repository, each by its header's names. */
export function rowsOf(...names: string[]): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(path.join(root, ...names), 'utf8')
    .trimEnd()
    .split('\n');
  const keys = fieldsOf(header);
  return lines.map((line) => Object.fromEntries(fieldsOf(line).map((field, index) => [keys[index] ?? '', field])));
}

/** The airports of the world, from airportsdata. */
export const readAirports = (): Airport[] =>
  rowsOf('bench', 'fixtures', 'airports.csv').map((row) => ({
    code: row['iata'] ?? '',
    name: [row['name'], row['iata']].find(Boolean) ?? '',
    city: [row['city'], row['name'], row['iata']].find(Boolean) ?? '',
    subdivision: row['subdivision'] === '' ? null : (row['subdivision'] ?? null),
    country: row['country'] ?? '',
    latitude: Number(row['latitude']),
    longitude: Number(row['longitude']),
    timeZone: row['time_zone'] ?? 'UTC',
  }));

/** Numbers from 0 up to 1 that follow from the seed alone (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
