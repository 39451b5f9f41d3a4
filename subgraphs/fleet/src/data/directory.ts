import { agenciesByCode, type Agency } from './agency.ts';
import type { Database } from './database.ts';
import { classesByCode, type VehicleClass } from './vehicleClass.ts';

/** As long as booking's own copy of the agencies may be old. */
const maxAgeMs = 2000;
const most = 10_000;

/** What is not there is null, and asked for each time. */
type ByKey<Row> = (keys: readonly string[]) => Promise<(Row | null)[]>;

type Moment = () => number;

function remembering<Row>(moment: Moment, load: (keys: readonly string[]) => Promise<Row[]>, keyOf: (row: Row) => string): ByKey<Row> {
  const known = new Map<string, { row: Row; until: number }>();
  return async (keys) => {
    const now = moment();
    const found = new Map<string, Row>();
    for (const key of keys) {
      const entry = known.get(key);
      if (entry && entry.until > now) found.set(key, entry.row);
    }
    const missing = keys.filter((key) => !found.has(key));
    if (missing.length > 0) {
      const rows = await load(missing);
      if (known.size + rows.length > most) known.clear();
      for (const row of rows) {
        known.set(keyOf(row), { row, until: now + maxAgeMs });
        found.set(keyOf(row), row);
      }
    }
    return keys.map((key) => found.get(key) ?? null);
  };
}

export interface Directory {
  agencies: ByKey<Agency>;
  classes: ByKey<VehicleClass>;
}

/**
 * Agencies and classes as other domains' pages name them, at most two seconds old: every page names some, and they hardly ever change.
 * `moment` in ms of real time.
 */
export const directoryOf = (db: Database, moment: Moment = () => performance.now()): Directory => ({
  agencies: remembering(
    moment,
    (codes) => agenciesByCode(db, codes),
    ({ code }) => code,
  ),
  classes: remembering(
    moment,
    (codes) => classesByCode(db, codes),
    ({ acriss }) => acriss,
  ),
});
