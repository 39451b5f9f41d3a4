import pg from 'pg';

const pollMs = 150;

async function count(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(sql);
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}

/** Resolves with the number of units once booking's copy of the fleet is as large as fleet's own: until then a search misses cars. */
export async function untilCopied(fleetUrl: string, bookingUrl: string, signal: AbortSignal): Promise<number> {
  const units = await count(fleetUrl, 'SELECT count(*)::int AS n FROM vehicle');
  while ((await count(bookingUrl, 'SELECT count(*)::int AS n FROM vehicle')) < units) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return units;
}
