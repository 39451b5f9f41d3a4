import pg from 'pg';
import { numbersFrom, rowsOf, type Airport } from './airports.ts';

const dayMs = 24 * 3_600_000;
export const classesEach = 22;
const horizonDays = 180;

const weeks = [
  { share: 0.6, days: [1, 2, 3, 4, 5, 6, 7], opens: '06:00', closes: '23:30' },
  { share: 0.2, days: [1, 2, 3, 4, 5, 6, 7], opens: '00:00', closes: '23:59' },
  { share: 0.2, days: [1, 2, 3, 4, 5, 6], opens: '07:00', closes: '20:00' },
] as const;

interface Step {
  agency: string;
  acriss: string;
  at: string;
  supply: number;
  sold: number;
}

/** A stock's steps: rentals that fit its units, drawn one by one. */
function stepsOf(agency: string, acriss: string, rentals: number, now: number, random: () => number): Step[] {
  const supply = 1 + Math.floor(random() ** 2 * 12);
  const changes = new Map<number, number>();
  const soldAt = (time: number): number => [...changes].reduce((sum, [at, by]) => (at <= time ? sum + by : sum), 0);
  for (let rental = 0; rental < rentals; rental += 1) {
    const from = now + Math.floor(random() * horizonDays) * dayMs + (6 + Math.floor(random() * 14)) * 3_600_000;
    const to = from + (1 + Math.floor(random() * 10)) * dayMs + 3_600_000;
    if ([from, ...[...changes.keys()].filter((at) => at > from && at < to)].some((at) => soldAt(at) >= supply)) continue;
    changes.set(from, (changes.get(from) ?? 0) + 1);
    changes.set(to, (changes.get(to) ?? 0) - 1);
  }
  const times = [0, ...[...changes.keys()].sort((a, b) => a - b)];
  return times.map((at) => ({ agency, acriss, at: new Date(at).toISOString(), supply, sold: soldAt(at) }));
}

export interface World {
  stocks: { agency: string; acriss: string }[];
  steps: number;
}

async function inBatches<Row>(rows: readonly Row[], write: (batch: readonly Row[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += 20_000) await write(rows.slice(at, at + 20_000));
}

/** Agencies at all airports and 22 classes at each, written straight into booking's database: its ledger as years of bookings would have left it. */
export async function sowBooking(
  url: string,
  airports: readonly Airport[],
  currencyOf: (country: string) => string,
  classes: readonly string[],
  advance: (by: number) => void,
): Promise<World> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const random = numbersFrom(7);
  const now = Math.floor(Date.now() / dayMs) * dayMs;
  const stocks: World['stocks'] = [];
  const steps: Step[] = [];
  try {
    await inBatches(airports, (batch) => {
      const week = batch.map(() => {
        const drawn = random();
        const chosen = drawn < weeks[0].share ? weeks[0] : drawn < weeks[0].share + weeks[1].share ? weeks[1] : weeks[2];
        return JSON.stringify(chosen.days.map((weekday) => ({ weekday, opens: chosen.opens, closes: chosen.closes })));
      });
      return client.query(
        `INSERT INTO agency (code, name, country, subdivision, region, time_zone, currency, latitude, longitude, opening_hours, active, version)
         SELECT code, name, country, subdivision, CASE country WHEN 'US' THEN 'US' WHEN 'GB' THEN 'UK' ELSE 'EU' END, zone, currency, latitude, longitude, week::jsonb, true, 1
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float[], $8::float[], $9::text[])
           AS a(code, name, country, subdivision, zone, currency, latitude, longitude, week)`,
        [
          batch.map(({ code }) => code),
          batch.map(({ name }) => name),
          batch.map(({ country }) => country),
          batch.map(({ subdivision }) => subdivision),
          batch.map(({ timeZone }) => timeZone),
          batch.map(({ country }) => currencyOf(country)),
          batch.map(({ latitude }) => latitude),
          batch.map(({ longitude }) => longitude),
          week,
        ],
      );
    });
    for (const { code } of airports) {
      const first = Math.floor(random() * classes.length);
      const busy = random() < 0.03;
      for (let each = 0; each < classesEach; each += 1) {
        const acriss = classes[(first + each) % classes.length] ?? '';
        const rentals = busy ? 4 + Math.floor(random() * 16) : random() < 0.05 ? 1 + Math.floor(random() * 3) : 0;
        stocks.push({ agency: code, acriss });
        steps.push(...stepsOf(code, acriss, rentals, now, random));
      }
    }
    await client.query('ALTER TABLE class_ledger DISABLE TRIGGER USER');
    await inBatches(stocks, async (batch) => {
      await client.query('INSERT INTO class_stock (agency, acriss) SELECT * FROM unnest($1::text[], $2::text[])', [
        batch.map(({ agency }) => agency),
        batch.map(({ acriss }) => acriss),
      ]);
      advance(batch.length);
    });
    await inBatches(steps, async (batch) => {
      await client.query(
        'INSERT INTO class_ledger (agency, acriss, from_at, supply, sold) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::int[])',
        [
          batch.map(({ agency }) => agency),
          batch.map(({ acriss }) => acriss),
          batch.map(({ at }) => at),
          batch.map(({ supply }) => supply),
          batch.map(({ sold }) => sold),
        ],
      );
      advance(batch.length);
    });
    await client.query('ALTER TABLE class_ledger ENABLE TRIGGER USER');
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
  return { stocks, steps: steps.length };
}

/** What offers refer to in fleet's database: its agencies and classes. */
export async function sowFleet(url: string, airports: readonly Airport[], currencyOf: (country: string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await inBatches(airports, (batch) =>
      client.query(
        `INSERT INTO agency (code, name, city, country, region, time_zone, latitude, longitude, currency, sort_name, search_words, updated_at)
         SELECT code, name, city, country, (CASE country WHEN 'US' THEN 'US' WHEN 'GB' THEN 'UK' ELSE 'EU' END)::region, zone, latitude, longitude, currency, lower(name), lower(name), now()
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float[], $7::float[], $8::text[])
           AS a(code, name, city, country, zone, latitude, longitude, currency)`,
        [
          batch.map(({ code }) => code),
          batch.map(({ name }) => name),
          batch.map(({ city }) => city),
          batch.map(({ country }) => country),
          batch.map(({ timeZone }) => timeZone),
          batch.map(({ latitude }) => latitude),
          batch.map(({ longitude }) => longitude),
          batch.map(({ country }) => currencyOf(country)),
        ],
      ),
    );
    for (const row of rowsOf('subgraphs', 'fleet', 'data', 'vehicle-classes.csv')) {
      const [make = '', ...model] = (row['example_model'] ?? '').split(' ');
      await client.query(
        `INSERT INTO vehicle_class (acriss, name_fr, name_en, example_make, example_model, seats, doors, bags, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
        [row['acriss'], row['name_fr'], row['name_en'], make, model.join(' ') || make, row['seats'], row['doors'], row['bags']],
      );
    }
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
