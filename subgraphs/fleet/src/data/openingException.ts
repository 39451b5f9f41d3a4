import { minuteOf, timeOf, type OpeningException } from '../domain/openingHours.ts';
import type { Database, Transaction } from './database.ts';

/** At most so many an agency are told. */
export const perAgency = 100;
const dayMs = 86_400_000;

/** The next exceptions of several agencies by code, from the day before `now` in UTC on (somewhere it still is yesterday), soonest first. */
export async function exceptionsOf(
  db: Database | Transaction,
  codes: readonly string[],
  now: Date,
): Promise<Map<string, OpeningException[]>> {
  const from = new Date(now.getTime() - dayMs);
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
      })),
    ]),
  );
}

const dayOf = (agencyCode: string, date: string) => ({ agencyCode, date: new Date(date) });

const minutesOf = ({ opens, closes }: OpeningException) => ({
  opensMinute: opens === null ? null : minuteOf(opens),
  closesMinute: closes === null ? null : minuteOf(closes),
});

export async function saveException(tx: Transaction, agencyCode: string, exception: OpeningException): Promise<void> {
  const [at, minutes] = [dayOf(agencyCode, exception.date), minutesOf(exception)];
  await tx.openingException.upsert({ where: { agencyCode_date: at }, create: { ...at, ...minutes }, update: minutes });
}

export async function insertExceptions(tx: Transaction, exceptions: ReadonlyMap<string, readonly OpeningException[]>): Promise<void> {
  const rows = [...exceptions].flatMap(([agencyCode, days]) => days.map((day) => ({ ...dayOf(agencyCode, day.date), ...minutesOf(day) })));
  await tx.openingException.createMany({ data: rows });
}

/** Whether there was one to remove. */
export async function removeException(tx: Transaction, agencyCode: string, date: string): Promise<boolean> {
  return (await tx.openingException.deleteMany({ where: dayOf(agencyCode, date) })).count > 0;
}
