import { Prisma } from '../generated/prisma/client.ts';
import type { AgencyModel } from '../generated/prisma/models.ts';
import type { Database, Transaction } from './database.ts';

export type Agency = Pick<
  AgencyModel,
  | 'code'
  | 'name'
  | 'city'
  | 'country'
  | 'subdivision'
  | 'region'
  | 'timeZone'
  | 'latitude'
  | 'longitude'
  | 'currency'
  | 'outOfHoursReturn'
  | 'active'
  | 'version'
>;

/** An agency on a page: how far it is from the point that was named, and what its place on the page depends on. */
export type FoundAgency = Agency & { distanceKm: number | null; sortKey: (string | number)[] };

export interface AgencyFilter {
  /** Normalised words, blank when every agency is wanted. */
  words: string;
  country: string | null;
  near: { latitude: number; longitude: number } | null;
}

const columns = {
  code: true,
  name: true,
  city: true,
  country: true,
  subdivision: true,
  region: true,
  timeZone: true,
  latitude: true,
  longitude: true,
  currency: true,
  outOfHoursReturn: true,
  active: true,
  version: true,
} as const;

function matching({ words, country }: AgencyFilter): Prisma.Sql {
  const all = [Prisma.sql`active`];
  if (country) all.push(Prisma.sql`country = ${country}`);
  if (words) {
    const every = words.split(' ').map((word) => Prisma.sql`search_words LIKE ${`%${word}%`}`);
    const alike = words.length > 3 ? Prisma.sql` OR ${words} <% search_words` : Prisma.empty;
    all.push(Prisma.sql`((${Prisma.join(every, ' AND ')})${alike})`);
  }
  return Prisma.join(all, ' AND ');
}

const here = Prisma.sql`ll_to_earth(latitude, longitude)`;
const placeOf = ({ latitude, longitude }: { latitude: number; longitude: number }): Prisma.Sql =>
  Prisma.sql`ll_to_earth(${latitude}::float8, ${longitude}::float8)`;

/** What a page is sorted by: SQL expressions with their types, ending in the code, which decides ties. */
function sortedBy({ words, near }: AgencyFilter): { expression: Prisma.Sql; type: Prisma.Sql }[] {
  const text = Prisma.sql`text COLLATE "C"`;
  const code = { expression: Prisma.sql`code COLLATE "C"`, type: text };
  if (near) return [{ expression: Prisma.sql`${here} <-> ${placeOf(near)}`, type: Prisma.sql`float8` }, code];
  const name = { expression: Prisma.sql`sort_name`, type: text };
  if (!words) return [name, code];
  const rank = Prisma.sql`CASE WHEN lower(code) = ${words} THEN 0 WHEN sort_name LIKE ${`${words}%`} THEN 1
    WHEN search_words LIKE ${`% ${words}%`} THEN 2 WHEN search_words LIKE ${`%${words}%`} THEN 3 ELSE 4 END`;
  return [{ expression: rank, type: Prisma.sql`int` }, name, code];
}

/** How many values a cursor of this list holds. */
export const sortWidth = (filter: AgencyFilter): number => sortedBy(filter).length;

/** Up to `limit` agencies after `after`: nearest first with `near`, best match first with words, by name otherwise. */
export function agencyPage(
  db: Database,
  filter: AgencyFilter,
  limit: number,
  after: readonly (string | number)[] | null,
): Promise<FoundAgency[]> {
  const sort = sortedBy(filter);
  const keys = Prisma.join(sort.map(({ expression }) => expression));
  const past = after
    ? Prisma.sql`AND (${keys}) > (${Prisma.join(sort.map(({ type }, index) => Prisma.sql`${String(after[index])}::${type}`))})`
    : Prisma.empty;
  const km = filter.near ? Prisma.sql`earth_distance(${here}, ${placeOf(filter.near)}) / 1000` : Prisma.sql`NULL`;
  return db.$queryRaw<FoundAgency[]>`
    SELECT code, name, city, country, subdivision, region::text, time_zone AS "timeZone", latitude, longitude, currency,
      out_of_hours_return AS "outOfHoursReturn", active, version, ${km}::float8 AS "distanceKm", jsonb_build_array(${keys}) AS "sortKey"
    FROM agency WHERE ${matching(filter)} ${past} ORDER BY ${keys} LIMIT ${limit}`;
}

export async function countAgencies(db: Database, filter: AgencyFilter): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM agency WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}

export const agenciesByCode = (db: Database | Transaction, codes: readonly string[]): Promise<Agency[]> =>
  db.agency.findMany({ where: { code: { in: [...codes] } }, select: columns });

/** What an agency is found by. */
interface Findable {
  aliases: string;
  sortName: string;
  searchWords: string;
}
export type NewAgency = Omit<Agency, 'active' | 'version'> & Findable;

/** Adds those whose code is free; returns the codes added. */
export async function insertAgencies(tx: Transaction, agencies: readonly NewAgency[], now: Date): Promise<string[]> {
  const added = await tx.agency.createManyAndReturn({
    data: agencies.map((agency) => ({ ...agency, updatedAt: now })),
    skipDuplicates: true,
    select: { code: true },
  });
  return added.map(({ code }) => code);
}

export type ChangeableAgency = Agency & { aliases: string };

/** The agency, locked until the transaction ends. */
export async function lockAgency(tx: Transaction, code: string): Promise<ChangeableAgency | null> {
  await tx.$queryRaw`SELECT 1 FROM agency WHERE code = ${code} FOR UPDATE`;
  return tx.agency.findUnique({ where: { code }, select: { ...columns, aliases: true } });
}

/** Writes the agency as its next version. */
export const saveAgency = (
  tx: Transaction,
  { code, version, ...agency }: ChangeableAgency & Partial<Findable>,
  now: Date,
): Promise<Agency> => tx.agency.update({ where: { code }, data: { ...agency, version: version + 1, updatedAt: now }, select: columns });

export const hasAgencies = async (tx: Transaction): Promise<boolean> => (await tx.agency.count({ take: 1 })) > 0;
