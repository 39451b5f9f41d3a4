import { randomUUID } from 'node:crypto';
import type { DomainEvent } from '@ycyw/service/events';
import { consume } from '@ycyw/service/inbox';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { canGo } from '../src/domain/vehicleState.ts';
import { reactions } from '../src/reactions.ts';
import { settleDue } from '../src/sweeper.ts';
import {
  addAgency,
  addVehicles,
  ada,
  aClass,
  aFleet,
  anAgency,
  aUnit,
  noah,
  noon,
  planMaintenance,
  planTransfer,
  toldOf,
  type Fleet,
} from './fleet.ts';

let fleet: Fleet;
let vehicleId: string;
let publish: (...events: DomainEvent[]) => Promise<void>;
let warnings: unknown[];

beforeAll(async () => {
  fleet = await aFleet();
});
beforeEach(async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await fleet.ask(addAgency, { input: anAgency({ code: 'LYS', name: 'Lyon', city: 'Lyon' }) }, ada);
  await aClass(fleet.db);
  const { data } = await fleet.ask(addVehicles, { input: { agency: 'CDG', acriss: 'EDMV', count: 1, idempotencyKey: 'k' } }, noah);
  vehicleId = (data?.addVehicles as [{ id: string }])[0].id;
  await fleet.db.outbox.deleteMany();
  warnings = [];
  const log = { info: () => undefined, warn: (what: unknown) => void warnings.push(what), error: () => undefined, debug: () => undefined };
  const transport = memoryTransport();
  await consume('fleet', ['booking'], transport, fleet.db, reactions({ now: () => fleet.now() }, log), log);
  publish = (...events) => transport.publish('booking', events);
});
afterAll(() => fleet.close());

const anEvent = (type: string, own: Record<string, unknown> = {}): DomainEvent => ({
  id: randomUUID(),
  type,
  occurredAt: noon.toISOString(),
  payload: { bookingId: randomUUID(), vehicleId, agency: 'CDG', at: noon.toISOString(), odometerKm: 1200, ...own },
});

test('a unit handed over where it stands is out, which is no news to the desks that tell of it', async () => {
  await publish(anEvent('booking.handedOver'));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'OUT', odometerKm: 1200, agencyCode: 'CDG', version: 2 });
  expect(await fleet.outbox()).toEqual([]);
});

test('a unit taken back elsewhere is available there, and told of; its odometer never runs backwards', async () => {
  await publish(anEvent('booking.handedOver'));
  await publish(anEvent('booking.takenBack', { agency: 'LYS', odometerKm: 900 }));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'AVAILABLE', odometerKm: 1200, agencyCode: 'LYS', version: 3 });
  expect(await fleet.outbox()).toEqual([
    {
      type: 'fleet.vehicles.changed',
      payload: {
        agency: 'LYS',
        vehicles: [{ id: vehicleId, acriss: 'EDMV', agency: 'LYS', state: 'AVAILABLE', odometerKm: 1200, version: 3, absences: [] }],
      },
    },
  ]);
});

test('an odometer that a manager has corrected stands at less', async () => {
  await publish(anEvent('booking.handedOver', { odometerKm: 145_000 }));
  await publish(anEvent('booking.takenBack', { odometerKm: 14_900, corrected: true }));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ odometerKm: 14_900 });
  await publish(anEvent('booking.handedOver', { odometerKm: 1490, corrected: true }));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ odometerKm: 1490 });
});

test('an odometer that was misread on its return is put right afterwards, unless it was read again since', async () => {
  await publish(anEvent('booking.handedOver', { odometerKm: 1000 }));
  await publish(anEvent('booking.takenBack', { odometerKm: 21_500 }));
  await publish(anEvent('booking.odometerCorrected', { odometerKm: 2150, misreadKm: 21_500 }));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ odometerKm: 2150, state: 'AVAILABLE' });
  await publish(anEvent('booking.handedOver', { odometerKm: 2160 }));
  await publish(anEvent('booking.odometerCorrected', { odometerKm: 2155, misreadKm: 2150 }));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ odometerKm: 2160, state: 'OUT' });
});

test('what many desks tell at once is done in its order, and a unit that went there and back is told of', async () => {
  const other = await aUnit(fleet);
  await fleet.db.outbox.deleteMany();
  await publish(
    anEvent('booking.handedOver'),
    anEvent('booking.handedOver', { vehicleId: other, odometerKm: 70 }),
    anEvent('booking.takenBack', { agency: 'LYS', odometerKm: 1300 }),
    anEvent('booking.takenBack', { vehicleId: other, odometerKm: 80 }),
    anEvent('booking.handedOver', { agency: 'LYS', odometerKm: 1300 }),
    anEvent('booking.handedOver', { vehicleId: other, odometerKm: 80 }),
    anEvent('booking.takenBack', { odometerKm: 1400 }),
  );
  expect(await fleet.db.vehicle.findMany({ orderBy: { odometerKm: 'asc' } })).toMatchObject([
    { id: other, state: 'OUT', odometerKm: 80, agencyCode: 'CDG', version: 2 },
    { id: vehicleId, state: 'AVAILABLE', odometerKm: 1400, agencyCode: 'CDG', version: 2 },
  ]);
  expect(await fleet.outbox()).toMatchObject([{ payload: { vehicles: [{ id: vehicleId, agency: 'CDG', version: 2 }] } }]);
});

const maintenance = async (own: Record<string, unknown>): Promise<void> => {
  await fleet.ask(planMaintenance, { input: { vehicleId, idempotencyKey: JSON.stringify(own), ...own } }, noah);
};

test('a unit that is out begins what is due for it once it is back, where it stands', async () => {
  await maintenance({ from: '2026-07-14T15:00', to: '2026-07-14T18:00' });
  await publish(anEvent('booking.handedOver'));
  fleet.setNow(new Date('2026-07-14T14:00:00Z'));
  await settleDue(fleet.db, fleet.now(), fleet.log);
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'OUT' });
  await publish(anEvent('booking.takenBack', { agency: 'LYS' }));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'MAINTENANCE', agencyCode: 'LYS' });
  expect(await fleet.db.absence.findFirst()).toMatchObject({ state: 'UNDER_WAY', agencyCode: 'LYS' });
  expect((await toldOf(fleet, vehicleId)).at(-1)).toMatchObject({
    agency: 'LYS',
    absences: [{ from: '2026-07-14T13:00:00.000Z', to: '2026-07-14T16:00:00.000Z' }],
  });
});

test('what a unit missed while it was out is cancelled', async () => {
  await maintenance({ from: '2026-07-14T15:00', to: '2026-07-14T18:00' });
  await publish(anEvent('booking.handedOver'));
  fleet.setNow(new Date('2026-07-14T16:00:00Z'));
  await settleDue(fleet.db, fleet.now(), fleet.log);
  expect(await fleet.db.absence.findFirst()).toMatchObject({ state: 'CANCELLED' });
  await publish(anEvent('booking.takenBack'));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'AVAILABLE' });
});

test('a transfer to where a rental ends is needed no more', async () => {
  const input = { vehicleId, toAgency: 'LYS', departAt: '2026-07-20T15:00', idempotencyKey: 't' };
  await fleet.ask(planTransfer, { input }, noah);
  await publish(anEvent('booking.handedOver'));
  await publish(anEvent('booking.takenBack', { agency: 'LYS' }));
  expect(await fleet.db.absence.findFirst()).toMatchObject({ state: 'CANCELLED' });
  expect((await toldOf(fleet, vehicleId)).at(-1)).toMatchObject({ agency: 'LYS', state: 'AVAILABLE', absences: [] });
});

test('a unit that left the workshop with a renter goes back there after', async () => {
  await maintenance({ from: '2026-07-14T14:00' });
  await publish(anEvent('booking.handedOver'));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'OUT' });
  await publish(anEvent('booking.takenBack'));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'MAINTENANCE' });
});

test('an event that comes twice counts once', async () => {
  const event = anEvent('booking.handedOver');
  await publish(event);
  await publish(event);
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ version: 2 });
});

test('a unit that cannot follow stays as it is, and the log says so', async () => {
  await publish(anEvent('booking.takenBack'));
  await publish(anEvent('booking.handedOver', { vehicleId: randomUUID() }));
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ state: 'AVAILABLE', version: 1 });
  expect(await fleet.outbox()).toEqual([]);
  expect(warnings).toHaveLength(2);
});

test('one table says which way a unit may go', () => {
  expect(canGo('AVAILABLE', 'ASSIGNED', 'OUT')).toBe(true);
  expect(canGo('ASSIGNED', 'ASSIGNED', 'OUT')).toBe(true);
  expect(canGo('OUT', 'RETURNED', 'CLEANING', 'AVAILABLE')).toBe(true);
  expect(canGo('AVAILABLE', 'RETURNED')).toBe(false);
  expect(canGo('RETIRED', 'AVAILABLE')).toBe(false);
});
