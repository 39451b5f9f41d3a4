import { append } from '@ycyw/service/outbox';
import { seedDatabaseUrl } from './config.ts';
import { hasAgencies, insertAgencies } from './data/agency.ts';
import { openDatabase, type Database } from './data/database.ts';
import { insertExceptions } from './data/openingException.ts';
import { insertWeeks } from './data/openingHours.ts';
import { insertVehicles, takePlateSerials } from './data/vehicle.ts';
import { insertClasses } from './data/vehicleClass.ts';
import { agencyChanged, vehicleClassChanged, vehiclesChanged } from './domain/events.ts';
import { holidaysOf } from './seed/holidays.ts';
import { seedAgencies, seedClasses, seedModels } from './seed/priceList.ts';
import { seedUnits, withPlates } from './seed/units.ts';

export interface Seeded {
  agencies: number;
  classes: number;
  vehicles: number;
}

/**
 * Fills an empty database with the agencies, classes and units of data/, and the outbox with their events, in one transaction.
 * The same every time but for `now`. Null, and nothing done, where there is an agency already. `say` hears of each step.
 */
export async function seed(db: Database, now: Date, say: (line: string) => void = () => undefined): Promise<Seeded | null> {
  const [agencies, classes, models] = [seedAgencies(), seedClasses(), seedModels()];
  const holidays = new Map(agencies.map((at) => [at.agency.code, holidaysOf(at, now)]));
  const units = seedUnits(agencies, classes, models, now.getUTCFullYear());
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE agency IN SHARE ROW EXCLUSIVE MODE`;
      if (await hasAgencies(tx)) return null;
      say(`${String(agencies.length)} agencies`);
      await insertAgencies(
        tx,
        agencies.map(({ agency }) => agency),
        now,
      );
      await insertWeeks(tx, new Map(agencies.map(({ agency, week }) => [agency.code, week])));
      await insertExceptions(tx, holidays);
      say(`${String(classes.length)} vehicle classes`);
      await insertClasses(
        tx,
        classes.map(({ vehicleClass }) => vehicleClass),
        now,
      );
      say(`${String(units.length)} vehicles`);
      await insertVehicles(tx, withPlates(units, await takePlateSerials(tx, units.length)), now);
      const asNew = { active: true, state: 'AVAILABLE', version: 1, updatedAt: now, absences: [] } as const;
      await append(
        tx,
        [
          ...agencies.map(({ agency, week }) => agencyChanged({ ...agency, ...asNew }, week, holidays.get(agency.code) ?? [])),
          ...classes.map(({ vehicleClass }) => vehicleClassChanged({ ...vehicleClass, ...asNew })),
          ...vehiclesChanged(units.map((unit) => ({ ...unit, ...asNew }))),
        ],
        now,
      );
      return { agencies: agencies.length, classes: classes.length, vehicles: units.length };
    },
    { maxWait: 10_000, timeout: 60_000 },
  );
}

if (import.meta.main) {
  if (process.argv.includes('--help')) {
    process.stdout.write(
      'node src/seed.ts: fills an empty fleet database (FLEET_DATABASE_URL) with agencies, classes and vehicles; leaves any other alone.\n',
    );
  } else {
    const db = openDatabase(seedDatabaseUrl(), 1);
    try {
      const seeded = await seed(db, new Date(), (line) => void process.stdout.write(`fleet seed: ${line}\n`));
      process.stdout.write(seeded ? 'fleet seed: done\n' : 'fleet seed: the database is not empty, nothing to do\n');
    } finally {
      await db.$disconnect();
    }
  }
}
