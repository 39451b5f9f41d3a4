import { randomUUID } from 'node:crypto';
import { erasureReactions } from '@ycyw/service/erasure';
import { consume } from '@ycyw/service/inbox';
import { logger } from '@ycyw/service/log';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { erasePerson } from '../src/data/personal.ts';
import { aRow, begin, header } from './imports.ts';
import { ada, addAgency, addVehicles, aClass, aFleet, anAgency, marie, noah, noon, type Fleet } from './fleet.ts';

let fleet: Fleet;
const transport = memoryTransport();
beforeAll(async () => {
  fleet = await aFleet();
  await consume('fleet', ['identity'], transport, fleet.db, erasureReactions(erasePerson, { now: () => noon }), logger('fleet', 'silent'));
});
beforeEach(async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await aClass(fleet.db);
  await fleet.ask(addVehicles, { input: { agency: 'CDG', acriss: 'EDMV', count: 1, idempotencyKey: 'marker-7f3a' } }, noah);
  await begin(fleet, [header, aRow('AA-1')], { name: 'stock-7f3a.csv' });
});
afterAll(() => fleet.close());

const RECORDS = `query ($id: ID!, $first: Int, $after: String) {
  _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { fleetRecords(first: $first, after: $after) { records { kind at data } next } } } }`;

test('tells our own services alone what it holds on a person', async () => {
  const { data } = await fleet.ask(RECORDS, { id: noah.id }, { role: 'SERVICE' });
  const [{ fleetRecords }] = data?._entities as [{ fleetRecords: { records: { kind: string; data: string }[]; next: null } }];
  expect(fleetRecords.records.map(({ kind }) => kind)).toEqual(['request', 'fleetImport']);
  expect(fleetRecords.records.map(({ data: held }) => held.includes('7f3a'))).toEqual([true, true]);
  expect(fleetRecords.next).toBeNull();
  for (const viewer of [noah, ada, marie, {}]) expect((await fleet.ask(RECORDS, { id: noah.id }, viewer)).code).toBe('FORBIDDEN');
});

test('forgets a person however often it is told to, and answers each time', async () => {
  expect(await columnsHolding(fleet.db, ['7f3a.csv', 'marker-7f3a'])).toEqual(['fleet_import.name', 'idempotency.key']);
  await fleet.db.outbox.deleteMany();
  const payload = { userId: noah.id, deletionId: randomUUID(), region: 'EU' };
  const asked = { id: randomUUID(), type: 'identity.user.erasureRequested', occurredAt: noon.toISOString(), payload };
  await transport.publish('identity', [asked]);
  await transport.publish('identity', [asked]);
  await transport.publish('identity', [{ ...asked, id: randomUUID(), type: 'identity.user.erased' }]);
  expect(await columnsHolding(fleet.db, ['7f3a.csv', 'marker-7f3a'])).toEqual([]);
  const answer = { type: 'fleet.user.erased', payload: { userId: noah.id, deletionId: payload.deletionId } };
  expect(await fleet.outbox()).toEqual([answer, answer]);
});
