import type { Span } from '../domain/period.ts';
import type { Sql } from '@ycyw/service/sql';

export interface Stock {
  agency: string;
  acriss: string;
}

/** Gives the step function of this agency and class a step wherever one of `spans` begins or ends. */
async function addSteps(tx: Sql, { agency, acriss }: Stock, spans: readonly Span[]): Promise<void> {
  const points = spans.flatMap(({ from, to }) => (to ? [from, to] : [from])).map((point) => point.toISOString());
  await tx.$executeRaw`
    INSERT INTO class_ledger (agency, acriss, from_at, supply, allowance, sold)
    SELECT l.agency, l.acriss, p.at, l.supply, l.allowance, l.sold
    FROM unnest(${points}::timestamptz[]) AS p(at)
    CROSS JOIN LATERAL (SELECT * FROM class_ledger WHERE agency = ${agency} AND acriss = ${acriss} AND from_at <= p.at ORDER BY from_at DESC LIMIT 1) l
    ON CONFLICT DO NOTHING`;
}

/** Locks the agency's class until the transaction ends: every change of its ledger goes one after the other. */
export async function lockStock(tx: Sql, { agency, acriss }: Stock): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM class_stock WHERE agency = ${agency} AND acriss = ${acriss} FOR UPDATE`;
  return rows.length === 1;
}

/** Locks several stocks, always in the same order, so that no two transactions wait for each other. */
export async function lockStocks(tx: Sql, stocks: readonly Stock[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM class_stock s
    WHERE (s.agency, s.acriss) IN (
      SELECT * FROM unnest(${stocks.map(({ agency }) => agency)}::text[], ${stocks.map(({ acriss }) => acriss)}::bpchar[]))
    ORDER BY s.agency, s.acriss FOR UPDATE`;
}

/** Units free for the whole of `span`, 0 where nothing is known. Under the lock it is a decision, else an estimate. */
export async function freeUnits(tx: Sql, { agency, acriss }: Stock, span: Span): Promise<number> {
  const rows = await tx.$queryRaw<{ free: number | null }[]>`
    SELECT min(supply + allowance - sold) AS free FROM class_ledger
    WHERE agency = ${agency} AND acriss = ${acriss} AND from_at < ${span.to ?? 'infinity'}::timestamptz
      AND from_at >= (SELECT max(from_at) FROM class_ledger WHERE agency = ${agency} AND acriss = ${acriss} AND from_at <= ${span.from})`;
  return rows[0]?.free ?? 0;
}

/** Adds to what is sold, and to the supply, over `span`. The database refuses what would oversell. */
async function shift(tx: Sql, { agency, acriss }: Stock, span: Span, sold: number, supply: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE class_ledger SET sold = sold + ${sold}, supply = supply + ${supply}
    WHERE agency = ${agency} AND acriss = ${acriss} AND from_at >= ${span.from} AND from_at < ${span.to ?? 'infinity'}::timestamptz`;
}

/** Takes one unit for each of `spans` where all are free; false, and nothing changed, where one is not. The stock must be locked. */
export async function take(tx: Sql, stock: Stock, spans: readonly Span[]): Promise<boolean> {
  for (const span of spans) if ((await freeUnits(tx, stock, span)) < 1) return false;
  await addSteps(tx, stock, spans);
  for (const span of spans) await shift(tx, stock, span, 1, 0);
  return true;
}

/** Gives back one unit over each of `spans`. The stock must be locked. */
export async function release(tx: Sql, stock: Stock, spans: readonly Span[]): Promise<void> {
  await addSteps(tx, stock, spans);
  for (const span of spans) await shift(tx, stock, span, -1, 0);
}

/** A sold unit leaves for good from `from` on: sold and supply both go down by one. The stock must be locked. */
export async function moveAway(tx: Sql, stock: Stock, from: Date): Promise<void> {
  await addSteps(tx, stock, [{ from, to: null }]);
  await shift(tx, stock, { from, to: null }, -1, -1);
}

/** Units join the agency's class from `from` on; opens its ledger where it has none. Locks the stock. */
export async function addSupply(tx: Sql, { agency, acriss }: Stock, units: number, from: Date): Promise<void> {
  await tx.$executeRaw`INSERT INTO class_stock (agency, acriss) VALUES (${agency}, ${acriss}) ON CONFLICT DO NOTHING`;
  await lockStock(tx, { agency, acriss });
  await tx.$executeRaw`
    INSERT INTO class_ledger (agency, acriss, from_at, supply, sold) VALUES (${agency}, ${acriss}, 'epoch', 0, 0) ON CONFLICT DO NOTHING`;
  await addSteps(tx, { agency, acriss }, [{ from, to: null }]);
  await shift(tx, { agency, acriss }, { from, to: null }, 0, units);
}

/** Units that were there always join their agencies' classes; opens the ledgers that are missing. A few statements however many classes. */
export async function addUnits(tx: Sql, joined: readonly (Stock & { units: number })[]): Promise<void> {
  const agencies = joined.map(({ agency }) => agency);
  const classes = joined.map(({ acriss }) => acriss);
  const units = joined.map((each) => each.units);
  await tx.$executeRaw`
    INSERT INTO class_stock (agency, acriss) SELECT * FROM unnest(${agencies}::text[], ${classes}::text[]) ORDER BY 1, 2 ON CONFLICT DO NOTHING`;
  await lockStocks(tx, joined);
  await tx.$executeRaw`
    INSERT INTO class_ledger (agency, acriss, from_at, supply, sold)
    SELECT agency, acriss, 'epoch', 0, 0 FROM unnest(${agencies}::text[], ${classes}::text[]) AS j(agency, acriss) ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    UPDATE class_ledger l SET supply = l.supply + j.units
    FROM unnest(${agencies}::text[], ${classes}::text[], ${units}::int[]) AS j(agency, acriss, units)
    WHERE l.agency = j.agency AND l.acriss = j.acriss`;
}
