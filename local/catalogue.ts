import pg from 'pg';

const pollMs = 150;
const patienceMs = 60_000;

/** Runs `work` with a way to count the vehicles of the database at `url`. */
async function counting<Result>(url: string, work: (count: () => Promise<number>) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async () => (await client.query<{ n: number }>('SELECT count(*)::int AS n FROM vehicle')).rows[0]?.n ?? 0);
  } finally {
    await client.end();
  }
}

/**
 * Resolves once booking's copy of the fleet is as large as fleet's own (until then a search misses cars), or after a minute:
 * how many units are on offer, of how many.
 */
export async function untilCopied(fleetUrl: string, bookingUrl: string, signal: AbortSignal): Promise<{ copied: number; units: number }> {
  const units = await counting(fleetUrl, (count) => count());
  return counting(bookingUrl, async (count) => {
    const end = Date.now() + patienceMs;
    let copied = await count();
    while (copied < units && Date.now() < end) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      copied = await count();
    }
    return { copied, units };
  });
}
