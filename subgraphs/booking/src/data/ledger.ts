import type { Sql } from '@ycyw/service/sql';
import type { Span } from '../domain/period.ts';
import type { Shift, Stock } from '../domain/supply.ts';

export type { Stock };

/** Gives the step function of this agency and class a step wherever one of `spans` begins or ends. */
async function addSteps(tx: Sql, { agency, acriss }: Stock, spans: readonly Span[]): Promise<void> {
  const points = spans.flatMap(({ from, to }) => (to ? [from, to] : [from])).map((point) => point.toISOString());
  await tx.$executeRaw`
    INSERT INTO class_ledger (agency, acriss, from_at, supply, allowance, sold, shortfall)
    SELECT l.agency, l.acriss, p.at, l.supply, l.allowance, l.sold, l.shortfall
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

/** Locks the stock and takes one unit for each of `spans` where all are free; false, and nothing changed, where one is not. */
export async function take(tx: Sql, stock: Stock, spans: readonly Span[]): Promise<boolean> {
  const [known, ...free] = await Promise.all([lockStock(tx, stock), ...spans.map((span) => freeUnits(tx, stock, span))]);
  if (!known || free.some((units) => units < 1)) return false;
  // Sold alone: the database refuses what would oversell.
  const sell = ({ from, to }: Span): PromiseLike<number> => tx.$executeRaw`
    UPDATE class_ledger SET sold = sold + 1
    WHERE agency = ${stock.agency} AND acriss = ${stock.acriss} AND from_at >= ${from} AND from_at < ${to ?? 'infinity'}::timestamptz`;
  await Promise.all([addSteps(tx, stock, spans), ...spans.map(sell)]);
  return true;
}

/** Gives back one unit over each of `spans`; a shortfall there becomes smaller first. The stock must be locked. */
export async function release(tx: Sql, stock: Stock, spans: readonly Span[]): Promise<void> {
  const free = ({ from, to }: Span): PromiseLike<number> => tx.$executeRaw`
    UPDATE class_ledger SET sold = sold - 1, shortfall = greatest(0, sold - 1 - supply - allowance)
    WHERE agency = ${stock.agency} AND acriss = ${stock.acriss} AND from_at >= ${from} AND from_at < ${to ?? 'infinity'}::timestamptz`;
  await Promise.all([addSteps(tx, stock, spans), ...spans.map(free)]);
}

/**
 * Carries out what has happened, whether or not it fits: what is then missing is the steps' shortfall. Locks the stocks, in the
 * order of all, and opens the ledgers that are missing. A few statements however many shifts.
 */
export async function shift(tx: Sql, shifts: readonly Shift[]): Promise<void> {
  if (shifts.length === 0) return;
  const agencies = shifts.map(({ agency }) => agency);
  const classes = shifts.map(({ acriss }) => acriss);
  const from = shifts.map((each) => each.from.toISOString());
  const to = shifts.map((each) => each.to?.toISOString() ?? 'infinity');
  const supply = shifts.map((each) => each.supply);
  const sold = shifts.map((each) => each.sold);
  await tx.$executeRaw`
    INSERT INTO class_stock (agency, acriss)
    SELECT DISTINCT agency, acriss FROM unnest(${agencies}::text[], ${classes}::bpchar[]) AS s(agency, acriss) ORDER BY 1, 2 ON CONFLICT DO NOTHING`;
  await lockStocks(tx, shifts);
  await tx.$executeRaw`
    INSERT INTO class_ledger (agency, acriss, from_at, supply, sold)
    SELECT DISTINCT agency, acriss, 'epoch'::timestamptz, 0, 0 FROM unnest(${agencies}::text[], ${classes}::bpchar[]) AS s(agency, acriss)
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO class_ledger (agency, acriss, from_at, supply, allowance, sold, shortfall)
    SELECT l.agency, l.acriss, p.at, l.supply, l.allowance, l.sold, l.shortfall
    FROM (
      SELECT DISTINCT s.agency, s.acriss, e.at
      FROM unnest(${agencies}::text[], ${classes}::bpchar[], ${from}::timestamptz[], ${to}::timestamptz[]) AS s(agency, acriss, from_at, to_at)
      CROSS JOIN LATERAL (VALUES (s.from_at), (s.to_at)) AS e(at) WHERE e.at < 'infinity') AS p
    CROSS JOIN LATERAL (
      SELECT * FROM class_ledger c WHERE c.agency = p.agency AND c.acriss = p.acriss AND c.from_at <= p.at ORDER BY c.from_at DESC LIMIT 1) AS l
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    UPDATE class_ledger l SET supply = l.supply + d.supply, sold = l.sold + d.sold,
      shortfall = greatest(0, l.sold + d.sold - l.supply - d.supply - l.allowance)
    FROM (
      SELECT c.agency, c.acriss, c.from_at, sum(s.supply)::int AS supply, sum(s.sold)::int AS sold
      FROM unnest(${agencies}::text[], ${classes}::bpchar[], ${from}::timestamptz[], ${to}::timestamptz[], ${supply}::int[], ${sold}::int[])
        AS s(agency, acriss, from_at, to_at, supply, sold)
      JOIN class_ledger c ON c.agency = s.agency AND c.acriss = s.acriss AND c.from_at >= s.from_at AND c.from_at < s.to_at
      GROUP BY 1, 2, 3) AS d
    WHERE l.agency = d.agency AND l.acriss = d.acriss AND l.from_at = d.from_at`;
}

/** Lets `allowance` more be sold than there are, from `now` on, whether or not more are sold already. The stock must be locked. */
export async function allow(tx: Sql, stock: Stock, allowance: number, now: Date): Promise<void> {
  await addSteps(tx, stock, [{ from: now, to: null }]);
  await tx.$executeRaw`
    UPDATE class_ledger SET allowance = ${allowance}, shortfall = greatest(0, sold - supply - ${allowance}::int)
    WHERE agency = ${stock.agency} AND acriss = ${stock.acriss} AND from_at >= ${now}`;
}

export interface Step {
  from: Date;
  supply: number;
  sold: number;
  allowance: number;
}

/** The ledger from `from` until before `to`, one step wherever a figure changes; the first begins at `from`. */
export async function stepsOf(db: Sql, { agency, acriss }: Stock, from: Date, to: Date): Promise<Step[]> {
  const rows = await db.$queryRaw<Step[]>`
    SELECT greatest(from_at, ${from}::timestamptz) AS "from", supply, sold, allowance FROM class_ledger
    WHERE agency = ${agency} AND acriss = ${acriss} AND from_at < ${to}
      AND from_at >= (SELECT max(from_at) FROM class_ledger WHERE agency = ${agency} AND acriss = ${acriss} AND from_at <= ${from})
    ORDER BY from_at`;
  const same = (one: Step, other: Step | undefined): boolean =>
    one.supply === other?.supply && one.sold === other.sold && one.allowance === other.allowance;
  return rows.filter((row, index) => !same(row, rows[index - 1]));
}
