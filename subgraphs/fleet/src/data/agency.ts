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
  | 'active'
  | 'version'
>;

/** An agency on a page, with what its place on the page depends on. */
export type FoundAgency = Agency & { sortKey: (string | number)[] };

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
  active: true,
  version: true,
} as const;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

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

/** What a page is sorted by: SQL expressions with their types, ending in the code, which decides ties. */
function sortedBy({ words, near }: AgencyFilter): { expression: Prisma.Sql; type: Prisma.Sql }[] {
  const text = Prisma.sql`text COLLATE "C"`;
  const code = { expression: Prisma.sql`code COLLATE "C"`, type: text };
  if (near) {
    const [latitude, longitude] = [radians(near.latitude), radians(near.longitude)];
    const point = [Math.cos(latitude) * Math.cos(longitude), Math.cos(latitude) * Math.sin(longitude), Math.sin(latitude)];
    return [{ expression: Prisma.sql`position <-> cube(${point}::float8[])`, type: Prisma.sql`float8` }, code];
  }
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
  return db.$queryRaw<FoundAgency[]>`
    SELECT code, name, city, country, subdivision, region::text, time_zone AS "timeZone", latitude, longitude, currency, active, version,
      jsonb_build_array(${keys}) AS "sortKey"
    FROM agency WHERE ${matching(filter)} ${past} ORDER BY ${keys} LIMIT ${limit}`;
}

export async function countAgencies(db: Database, filter: AgencyFilter): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM agency WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}

export const agenciesByCode = (db: Database | Transaction, codes: readonly string[]): Promise<Agency[]> =>
  db.agency.findMany({ where: { code: { in: [...codes] } }, select: columns });

export type NewAgency = Omit<Agency, 'active' | 'version'> & { sortName: string; searchWords: string };

/** Adds those whose code is free; returns the codes added. */
export async function insertAgencies(tx: Transaction, agencies: readonly NewAgency[], now: Date): Promise<string[]> {
  const added = await tx.agency.createManyAndReturn({
    data: agencies.map((agency) => ({ ...agency, updatedAt: now })),
    skipDuplicates: true,
    select: { code: true },
  });
  return added.map(({ code }) => code);
}

export const hasAgencies = async (tx: Transaction): Promise<boolean> => (await tx.agency.count({ take: 1 })) > 0;
