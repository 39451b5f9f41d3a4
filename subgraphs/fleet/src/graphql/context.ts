import type { Clock } from '@ycyw/service/clock';
import type { RequestScope } from '@ycyw/service/scope';
import DataLoader from 'dataloader';
import { validate as isUuid } from 'uuid';
import type { DecodeAcriss } from '../acriss/decoding.ts';
import { openAbsences, type StoredAbsence } from '../data/absence.ts';
import { agenciesByCode, type Agency } from '../data/agency.ts';
import type { Database } from '../data/database.ts';
import { directoryOf, type Directory } from '../data/directory.ts';
import { exceptionsOf } from '../data/openingException.ts';
import { weeksOf } from '../data/openingHours.ts';
import { vehiclesById, type Vehicle } from '../data/vehicle.ts';
import { classesByCode, type VehicleClass } from '../data/vehicleClass.ts';
import type { OpeningException, OpeningHours } from '../domain/openingHours.ts';

export interface Loaders {
  agency: DataLoader<string, Agency | null>;
  /** As the directory has it. */
  namedAgency: DataLoader<string, Agency | null>;
  week: DataLoader<string, OpeningHours[]>;
  exceptions: DataLoader<string, OpeningException[]>;
  vehicleClass: DataLoader<string, VehicleClass | null>;
  /** As the directory has it. */
  namedClass: DataLoader<string, VehicleClass | null>;
  vehicle: DataLoader<string, Vehicle | null>;
  absences: DataLoader<string, StoredAbsence[]>;
}

export interface FleetContext extends RequestScope {
  db: Database;
  clock: Clock;
  decode: DecodeAcriss;
  loaders: Loaders;
}

async function inOrder<Row>(keys: readonly string[], rows: Promise<Row[]>, keyOf: (row: Row) => string): Promise<(Row | null)[]> {
  const found = new Map((await rows).map((row) => [keyOf(row), row]));
  return keys.map((key) => found.get(key) ?? null);
}

/** What one request's resolvers share; its loaders turn each level of a query into one statement. `directory` is the process's own. */
export function fleetContext(
  scope: RequestScope,
  db: Database,
  clock: Clock,
  decode: DecodeAcriss,
  directory: Directory = directoryOf(db),
): FleetContext {
  const loaders: Loaders = {
    agency: new DataLoader((codes) => inOrder(codes, agenciesByCode(db, codes), (agency) => agency.code)),
    namedAgency: new DataLoader(directory.agencies),
    week: new DataLoader(async (codes) => {
      const weeks = await weeksOf(db, codes);
      return codes.map((code) => weeks.get(code) ?? []);
    }),
    exceptions: new DataLoader(async (codes) => {
      const exceptions = await exceptionsOf(db, codes, clock.now());
      return codes.map((code) => exceptions.get(code) ?? []);
    }),
    vehicleClass: new DataLoader((codes) => inOrder(codes, classesByCode(db, codes), (each) => each.acriss)),
    namedClass: new DataLoader(directory.classes),
    absences: new DataLoader(async (ids) => {
      const open = Map.groupBy(await openAbsences(db, ids), (absence) => absence.vehicleId);
      return ids.map((id) => open.get(id) ?? []);
    }),
    vehicle: new DataLoader((ids) =>
      inOrder(
        ids,
        vehiclesById(
          db,
          ids.filter((id) => isUuid(id)),
        ),
        (vehicle) => vehicle.id,
      ),
    ),
  };
  return { ...scope, db, clock, decode, loaders };
}
