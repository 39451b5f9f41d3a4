import type { Database, Sql } from '@ycyw/service/sql';
import { lockStock, type Stock } from './ledger.ts';

/** So many steps of one stock are merged under its lock at a time: a few milliseconds, in which nobody can buy there. */
const batch = 500;

/** Stocks whose ledgers have steps that were over at `horizon`, besides the first. */
async function outgrown(db: Sql, horizon: Date): Promise<Stock[]> {
  return db.$queryRaw<Stock[]>`
    SELECT agency, acriss::text FROM class_ledger WHERE from_at > 'epoch' AND from_at <= ${horizon}
    GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2`;
}

/**
 * Makes one step of the oldest that were over at `horizon`, at most a batch; true when there may be more. What was ever sold or
 * there at once stays, so that a hold that is given back late finds what it gives back.
 */
async function mergeOldest(tx: Sql, { agency, acriss }: Stock, horizon: Date): Promise<boolean> {
  if (!(await lockStock(tx, { agency, acriss }))) return false;
  const merged = await tx.$executeRaw`
    WITH old AS MATERIALIZED (
      SELECT from_at, supply, allowance, sold FROM class_ledger
      WHERE agency = ${agency} AND acriss = ${acriss} AND from_at < (
        SELECT max(from_at) FROM class_ledger WHERE agency = ${agency} AND acriss = ${acriss} AND from_at <= ${horizon})
      ORDER BY from_at LIMIT ${batch}),
    most AS (SELECT max(supply) AS supply, max(allowance) AS allowance, max(sold) AS sold FROM old),
    kept AS (
      UPDATE class_ledger l SET supply = most.supply, allowance = most.allowance, sold = most.sold,
        shortfall = greatest(0, most.sold - most.supply - most.allowance)
      FROM most WHERE l.agency = ${agency} AND l.acriss = ${acriss} AND l.from_at = 'epoch')
    DELETE FROM class_ledger l USING old
    WHERE l.agency = ${agency} AND l.acriss = ${acriss} AND l.from_at = old.from_at AND l.from_at > 'epoch'`;
  return merged === batch - 1;
}

/** Merges the steps of all ledgers that were over at `horizon`, one stock after the other, each in transactions of its own. */
export async function compact(db: Database, horizon: Date): Promise<void> {
  for (const stock of await outgrown(db, horizon)) while (await db.$transaction((tx) => mergeOldest(tx, stock, horizon)));
}
