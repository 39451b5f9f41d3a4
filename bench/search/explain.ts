import pg from 'pg';
import type { Sql } from '@ycyw/service/sql';
import { Agencies } from '../../subgraphs/booking/src/data/agency.ts';
import { Availability } from '../../subgraphs/booking/src/data/availability.ts';
import type { Airport } from './airports.ts';

/** Runs each statement and shows its plan. */
const explaining = (client: pg.Client, show: (text: string, plan: string) => void): Sql => {
  const run = async (template: TemplateStringsArray, values: unknown[]): Promise<pg.QueryResult> => {
    const text = template.reduce((sofar, part, index) => `${sofar}$${String(index)}${part}`);
    const plan = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values);
    show(text, plan.rows.map((row) => row['QUERY PLAN']).join('\n'));
    return client.query(text, values);
  };
  return {
    $queryRaw: async <Rows>(template: TemplateStringsArray, ...values: unknown[]) => (await run(template, values)).rows as Rows,
    $executeRaw: async (template, ...values) => (await run(template, values)).rowCount ?? 0,
  };
};

/** The plans of what searches read: agencies that changed, what has changed in the ledger, 250 agencies at once, one stock anew. */
export async function explain(
  url: string,
  airports: readonly Airport[],
  stocks: readonly { agency: string; acriss: string }[],
  say: (line: string) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let silent = true;
  let label = '';
  const sql = explaining(client, (text, plan) => {
    if (!silent) say(`\n-- ${label}\n${text.trim().replaceAll(/\n\s+/g, '\n')}\n${plan}`);
  });
  try {
    const known = new Agencies(sql);
    await known.all();
    silent = false;
    known.forget();
    label = 'every two seconds: which agencies changed';
    await known.all();
    label = 'nothing known: what has changed, then 250 agencies';
    const availability = new Availability(sql, { now: () => new Date() });
    const agencies = airports.slice(0, 250);
    await availability.of(agencies);
    label = 'a stock was changed: what has changed, then that stock';
    const changed = stocks.find(({ agency }) => agency === agencies[0]?.code);
    await client.query('UPDATE class_ledger SET allowance = allowance + 1 WHERE agency = $1 AND acriss = $2', [
      changed?.agency,
      changed?.acriss,
    ]);
    await availability.of(agencies);
  } finally {
    await client.end();
  }
}
