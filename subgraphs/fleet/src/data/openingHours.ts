import { minuteOf, timeOf, type OpeningHours } from '../domain/openingHours.ts';
import type { Database, Transaction } from './database.ts';

/** The weeks of several agencies by code, Monday first. */
export async function weeksOf(db: Database | Transaction, codes: readonly string[]): Promise<Map<string, OpeningHours[]>> {
  const rows = await db.openingHours.findMany({
    where: { agencyCode: { in: [...codes] } },
    orderBy: [{ weekday: 'asc' }, { opensMinute: 'asc' }],
  });
  const weeks = Map.groupBy(rows, (row) => row.agencyCode);
  return new Map(
    codes.map((code) => [
      code,
      (weeks.get(code) ?? []).map((row) => ({ weekday: row.weekday, opens: timeOf(row.opensMinute), closes: timeOf(row.closesMinute) })),
    ]),
  );
}

export async function insertWeeks(tx: Transaction, weeks: ReadonlyMap<string, readonly OpeningHours[]>): Promise<void> {
  const rows = [...weeks].flatMap(([agencyCode, week]) =>
    week.map(({ weekday, opens, closes }) => ({ agencyCode, weekday, opensMinute: minuteOf(opens), closesMinute: minuteOf(closes) })),
  );
  await tx.openingHours.createMany({ data: rows });
}

/** Puts a week in the place of the agency's own. */
export async function replaceWeek(tx: Transaction, agencyCode: string, week: readonly OpeningHours[]): Promise<void> {
  await tx.openingHours.deleteMany({ where: { agencyCode } });
  await insertWeeks(tx, new Map([[agencyCode, week]]));
}
