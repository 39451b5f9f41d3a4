import { testDatabase } from '@ycyw/service/testing/database';
import { subgraphSchema } from '@ycyw/service/schema';
import { aScope } from '@ycyw/service/testing/scope';
import { logger, type Logger } from '@ycyw/service/log';
import type { RequestScope } from '@ycyw/service/scope';
import type { Viewer } from '@ycyw/service/viewer';
import { graphql } from 'graphql';
import { decodeLocally, type DecodeAcriss } from '../src/acriss/decoding.ts';
import { openDatabase, type Database } from '../src/data/database.ts';
import type { Directory } from '../src/data/directory.ts';
import { fleetContext } from '../src/graphql/context.ts';
import { resolvers } from '../src/graphql/resolvers.ts';

export const noon = new Date('2026-07-14T12:00:00Z');

const id = (n: number): string => `019a0000-0000-7000-8000-00000000000${String(n)}`;
export const claire = { id: id(1), role: 'CUSTOMER' } as const;
export const marie = { id: id(3), role: 'AGENT' } as const;
export const noah = { id: id(5), role: 'MANAGER' } as const;
/** A partner's key, with every scope there is. */
export const aKey = {
  id: id(7),
  role: 'PARTNER' as const,
  scopes: new Set(['offers:read', 'bookings:read', 'bookings:write', 'customers:read']),
};
export const ada = { id: id(6), role: 'ADMIN' } as const;

/** Whatever a query gave, as plain JSON; `code` is the first error's. */
export interface Answer {
  // The shape is each query's own; the tests' matchers look into it.
  data: Record<string, unknown> | null;
  code: unknown;
  reason?: unknown;
}

export interface Fleet {
  db: Database;
  log: Logger;
  ask(
    query: string,
    variables?: Record<string, unknown>,
    viewer?: Partial<Viewer>,
    scope?: Partial<RequestScope> & { db?: Database; decode?: DecodeAcriss; directory?: Directory },
  ): Promise<Answer>;
  /** Sets the clock, which stands still; `clear` sets it back to noon. */
  setNow(now: Date): void;
  now(): Date;
  /** The events, what the audit trail is told aside. */
  outbox(): Promise<{ type: string; payload: unknown }[]>;
  /** What the audit trail is told. */
  acts(): Promise<unknown[]>;
  /** Empties the database, so that the next test starts anew. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const schema = subgraphSchema(new URL('../schema.graphql', import.meta.url), resolvers);

/** A fleet subgraph on a database of its own, at noon of 14 July 2026. */
export async function aFleet(): Promise<Fleet> {
  const database = await testDatabase('fleet');
  const db = openDatabase(database.url, 10);
  let now = noon;
  return {
    db,
    log: logger('fleet', 'silent'),
    now: () => now,
    setNow: (to) => {
      now = to;
    },
    ask: async (source, variableValues = {}, viewer = {}, scope = {}) => {
      const decode = scope.decode ?? decodeLocally;
      const contextValue = fleetContext(aScope(viewer, scope), scope.db ?? db, { now: () => now }, decode, scope.directory);
      const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
      const [error] = errors ?? [];
      if (error && !error.extensions.code) throw error.originalError ?? error;
      return {
        data: JSON.parse(JSON.stringify(data ?? null)) as Answer['data'],
        code: error?.extensions.code,
        ...(error?.extensions.reason !== undefined && { reason: error.extensions.reason }),
      };
    },
    outbox: () =>
      db.outbox.findMany({
        where: { type: { not: 'fleet.act.audited' } },
        orderBy: { position: 'asc' },
        select: { type: true, payload: true },
      }),
    acts: async () =>
      (await db.outbox.findMany({ where: { type: 'fleet.act.audited' }, orderBy: { position: 'asc' } })).map(({ payload }) => payload),
    clear: async () => {
      now = noon;
      await db.$executeRaw`TRUNCATE agency, opening_hours, opening_exception, vehicle_class, vehicle, absence, idempotency, outbox, inbox CASCADE`;
    },
    close: async () => {
      await db.$disconnect();
      await database.drop();
    },
  };
}

export const aWeek = Array.from({ length: 7 }, (_, day) => ({ weekday: day + 1, opens: '07:00', closes: '23:00' }));

/** The input of a valid agency; name only what matters. */
export const anAgency = (own: Record<string, unknown> = {}): Record<string, unknown> => ({
  code: 'CDG',
  name: 'Paris, Charles de Gaulle',
  city: 'Paris',
  country: 'FR',
  region: 'EU',
  timeZone: 'Europe/Paris',
  location: { latitude: 49.0128, longitude: 2.55 },
  currency: 'EUR',
  openingHours: aWeek,
  ...own,
});

export const addAgency =
  'mutation ($input: AddAgencyInput!) { addAgency(input: $input) { id code openingHours { weekday opens closes } } }';
export const addVehicles = `mutation ($input: AddVehiclesInput!) {
  addVehicles(input: $input) { id plate make model year state odometerKm agency { code } vehicleClass { id } } }`;

export const aClass = (db: Database, own: { acriss?: string; exampleMake?: string; exampleModel?: string } = {}): Promise<unknown> =>
  db.vehicleClass.create({
    data: {
      acriss: 'EDMV',
      nameFr: 'Économique',
      nameEn: 'Economy',
      exampleMake: 'Ford',
      exampleModel: 'Fiesta',
      seats: 5,
      doors: 5,
      bags: 2,
      updatedAt: noon,
      ...own,
    },
  });

let units = 0;
/** A new unit, AVAILABLE; EDMV at CDG unless said otherwise. */
export async function aUnit(fleet: Fleet, own: { agency?: string; acriss?: string } = {}): Promise<string> {
  units += 1;
  const input = { agency: 'CDG', acriss: 'EDMV', count: 1, idempotencyKey: `a-unit-${String(units)}`, ...own };
  const { data } = await fleet.ask(addVehicles, { input }, ada);
  return (data?.addVehicles as [{ id: string }])[0].id;
}

/** What the other domains were told of a unit, oldest first. */
export async function toldOf(fleet: Fleet, vehicleId: string): Promise<{ version: number; absences: unknown[] }[]> {
  const events = (await fleet.outbox()).filter((event) => event.type === 'fleet.vehicles.changed');
  type Told = { id: string; version: number; absences: unknown[] };
  return events.flatMap((event) => (event.payload as { vehicles: Told[] }).vehicles).filter(({ id }) => id === vehicleId);
}

export const planMaintenance = `mutation ($input: PlanMaintenanceInput!) {
  planMaintenance(input: $input) { id kind from to reason state toAgency { code } vehicle { id state } } }`;
export const planTransfer = `mutation ($input: PlanTransferInput!) {
  planTransfer(input: $input) { id kind from to state toAgency { code } vehicle { id state } } }`;
export const endAbsence = 'mutation ($id: ID!) { endAbsence(id: $id) { id kind state from to vehicle { state } } }';
export const setVehicleState = `mutation ($id: ID!, $state: VehicleState!, $key: String!) {
  setVehicleState(id: $id, state: $state, idempotencyKey: $key) { id state absences { kind from to state } } }`;
export const receiveVehicle = `mutation ($id: ID!, $km: Int!, $key: String!) {
  receiveVehicle(vehicleId: $id, odometerKm: $km, idempotencyKey: $key) { id state odometerKm agency { code } absences { id } } }`;
