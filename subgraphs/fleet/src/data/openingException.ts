import { timeOf } from '../domain/openingHours.ts';
import type { Database } from './database.ts';

/** One date (YYYY-MM-DD) on which the week does not count; closed when opens and closes are null. */
export interface OpeningException {
  date: string;
  opens: string | null;
  closes: string | null;
  closed: boolean;
}

const perAgency = 100;

/** The next exceptions of several agencies by code, from the date `from` on, soonest first. */
export async function exceptionsOf(db: Database, codes: readonly string[], from: Date): Promise<Map<string, OpeningException[]>> {
  const rows = await db.openingException.findMany({
    where: { agencyCode: { in: [...codes] }, date: { gte: from } },
    orderBy: { date: 'asc' },
    take: perAgency * codes.length,
  });
  const byAgency = Map.groupBy(rows, (row) => row.agencyCode);
  return new Map(
    codes.map((code) => [
      code,
      (byAgency.get(code) ?? []).slice(0, perAgency).map(({ date, opensMinute, closesMinute }) => ({
        date: date.toISOString().slice(0, 10),
        opens: opensMinute === null ? null : timeOf(opensMinute),
        closes: closesMinute === null ? null : timeOf(closesMinute),
        closed: opensMinute === null,
      })),
    ]),
  );
}
