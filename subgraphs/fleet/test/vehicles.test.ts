import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { meeting } from '@ycyw/service/testing/meeting';
import { insertVehicles, takePlateSerials } from '../src/data/vehicle.ts';
import { plate } from '../src/domain/plate.ts';
import { directoryOf } from '../src/data/directory.ts';
import { PrismaClient } from '../src/generated/prisma/client.ts';
import { addAgency, addVehicles, ada, aClass, aFleet, anAgency, claire, marie, noah, noon, toldOf, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
beforeEach(async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await fleet.ask(
    addAgency,
    { input: anAgency({ code: 'LHR', name: 'London, Heathrow', city: 'London', country: 'GB', region: 'UK' }) },
    ada,
  );
  await aClass(fleet.db);
  await aClass(fleet.db, { acriss: 'PDAC', exampleMake: 'Tesla', exampleModel: 'Model 3' });
});
afterAll(() => fleet.close());

const input = (own: Record<string, unknown> = {}) => ({ input: { agency: 'CDG', acriss: 'EDMV', count: 3, idempotencyKey: 'k1', ...own } });
const vehiclesIn = (answer: { data: Record<string, unknown> | null }) => answer.data?.addVehicles as { id: string; plate: string }[];
const fleetEvents = async () => (await fleet.outbox()).filter((event) => event.type === 'fleet.vehicles.changed');

test('a manager adds units of a class: available at once, each with its plate, told of in one event', async () => {
  const answer = await fleet.ask(addVehicles, input(), noah);
  const added = vehiclesIn(answer);
  expect(added).toHaveLength(3);
  expect(added[0]).toMatchObject({
    make: 'Ford',
    model: 'Fiesta',
    year: 2026,
    state: 'AVAILABLE',
    odometerKm: 0,
    agency: { code: 'CDG' },
    vehicleClass: { id: 'EDMV' },
  });
  expect(new Set(added.map((vehicle) => vehicle.plate)).size).toBe(3);
  const told = added.map(({ id }): unknown =>
    expect.objectContaining({ id, acriss: 'EDMV', agency: 'CDG', state: 'AVAILABLE', version: 1 }),
  );
  expect(await fleetEvents()).toEqual([
    { type: 'fleet.vehicles.changed', payload: { agency: 'CDG', vehicles: expect.arrayContaining(told) as unknown } },
  ]);
});

test('the same key and input give the same units, other input a conflict, another person another key', async () => {
  const first = await fleet.ask(addVehicles, input(), noah);
  expect(await fleet.ask(addVehicles, input(), noah)).toEqual(first);
  expect((await fleet.ask(addVehicles, input({ count: 4 }), noah)).code).toBe('IDEMPOTENCY_CONFLICT');
  expect(await fleet.db.vehicle.count()).toBe(3);
  expect(vehiclesIn(await fleet.ask(addVehicles, input(), ada))).toHaveLength(3);
  expect(await fleet.db.vehicle.count()).toBe(6);
});

test('eight retries at once of one request make its units once', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => fleet.ask(addVehicles, input(), noah)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await fleet.db.vehicle.count()).toBe(3);
  expect(await fleetEvents()).toHaveLength(1);
});

test('the same eight, looking first and writing after, make them more than once: the race is real', async () => {
  const met = meeting();
  const lookThenWrite = (): Promise<void> =>
    fleet.db.$transaction(async (tx) => {
      const some = (await tx.vehicle.count()) > 0;
      await met();
      if (some) return;
      const [serial = 0] = await takePlateSerials(tx, 1);
      const unit = { id: randomUUID(), country: 'FR', plate: plate('FR', serial), make: 'Ford', model: 'Fiesta', year: 2026 };
      await insertVehicles(tx, [{ ...unit, acriss: 'EDMV', agencyCode: 'CDG', odometerKm: 0 }], noon);
    });
  await Promise.all(Array.from({ length: 8 }, lookThenWrite));
  expect(await fleet.db.vehicle.count()).toBeGreaterThan(1);
});

test('takes 500 units of another make in one go', async () => {
  const added = vehiclesIn(await fleet.ask(addVehicles, input({ count: 500, make: 'Renault', model: 'Clio', year: 2025 }), noah));
  expect(added).toHaveLength(500);
  expect(added[499]).toMatchObject({ make: 'Renault', model: 'Clio', year: 2025 });
});

test.each([
  ['BAD_INPUT', { count: 0 }],
  ['BAD_INPUT', { count: 501 }],
  ['BAD_INPUT', { make: 'Renault' }],
  ['BAD_INPUT', { year: 1950 }],
  ['BAD_INPUT', { idempotencyKey: '' }],
  ['NOT_FOUND', { agency: 'XXX' }],
  ['NOT_FOUND', { acriss: 'LDAV' }],
  ['UNKNOWN_ACRISS', { acriss: 'ZZZZ' }],
])('refuses with %s: %j, and writes nothing', async (code, own) => {
  expect((await fleet.ask(addVehicles, input(own), noah)).code).toBe(code);
  expect(await fleet.db.vehicle.count()).toBe(0);
  expect(await fleet.db.idempotency.count()).toBe(0);
  expect(await fleetEvents()).toEqual([]);
});

test('renters and agents add none', async () => {
  expect((await fleet.ask(addVehicles, input())).code).toBe('UNAUTHENTICATED');
  expect((await fleet.ask(addVehicles, input(), claire)).code).toBe('FORBIDDEN');
  expect((await fleet.ask(addVehicles, input(), marie)).code).toBe('FORBIDDEN');
});

const list = `query ($agency: String, $state: VehicleState, $acriss: String, $plate: String, $first: Int, $after: String) {
  vehicles(agency: $agency, state: $state, acriss: $acriss, plate: $plate, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id agency { code } vehicleClass { name } } } } }`;

test('staff see units by agency, state and class, page by page without gap or repetition', async () => {
  await fleet.ask(addVehicles, input({ count: 7 }), noah);
  await fleet.ask(addVehicles, input({ agency: 'LHR', acriss: 'PDAC', idempotencyKey: 'k2' }), ada);
  const count = async (variables: Record<string, unknown>) =>
    ((await fleet.ask(list, variables, marie)).data?.vehicles as { totalCount: number } | undefined)?.totalCount;
  expect([await count({}), await count({ agency: 'CDG' }), await count({ acriss: 'AELC' }), await count({ acriss: 'E***' })]).toEqual([
    10, 7, 3, 7,
  ]);
  expect([await count({ state: 'OUT' }), await count({ state: 'AVAILABLE', agency: 'LHR' }), await count({ acriss: 'LDAV' })]).toEqual([
    0, 3, 0,
  ]);
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { data } = await fleet.ask(list, { first: 4, after }, marie);
    const part = data?.vehicles as { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: { id: string } }[] };
    seen.push(...part.edges.map((edge) => edge.node.id));
    after = part.pageInfo.hasNextPage ? part.pageInfo.endCursor : null;
  } while (after);
  expect([seen.length, new Set(seen).size]).toEqual([10, 10]);
});

test('staff find a unit by a part of its plate, however they space it', async () => {
  const [one, other] = vehiclesIn(await fleet.ask(addVehicles, input({ count: 2 }), noah));
  await fleet.db.vehicle.update({ where: { id: one?.id ?? '' }, data: { plate: 'AB-123-CD' } });
  await fleet.db.vehicle.update({ where: { id: other?.id ?? '' }, data: { plate: 'W 23.12 Ü' } });
  const found = async (plate: string, own: Record<string, unknown> = {}) => {
    const { data, code } = await fleet.ask(list, { ...own, plate }, marie);
    const part = data?.vehicles as { totalCount: number; edges: { node: { id: string } }[] } | undefined;
    return part ? [part.totalCount, ...part.edges.map(({ node }) => node.id)] : code;
  };
  expect(await found('ab 123-cd')).toEqual([1, one?.id]);
  expect(await found('b1')).toEqual([1, one?.id]);
  expect(await found('312ü')).toEqual([1, other?.id]);
  expect(await found('23')).toEqual([2, ...[one?.id ?? '', other?.id ?? ''].sort().reverse()]);
  expect(await found('23', { agency: 'LHR' })).toEqual([0]);
  expect(await found(' ')).toEqual(await found('-'));
  expect([await found('%'), await found('A_123'), await found('12345678901234567')]).toEqual(['BAD_INPUT', 'BAD_INPUT', 'BAD_INPUT']);
  expect((await fleet.ask(list, { plate: 'AB' }, claire)).code).toBe('FORBIDDEN');
});

test('renters see no list of units', async () => {
  expect((await fleet.ask(list)).code).toBe('UNAUTHENTICATED');
  expect((await fleet.ask(list, {}, claire)).code).toBe('FORBIDDEN');
  expect((await fleet.ask(list, { acriss: 'ZZZZ' }, marie)).code).toBe('UNKNOWN_ACRISS');
});

const entities = `query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Agency { code name } ... on VehicleClass { id name acriss { category } } ... on Vehicle { id plate } } }`;

test('gives entities to other domains in the order asked, null for those that are none', async () => {
  const [vehicle] = vehiclesIn(await fleet.ask(addVehicles, input(), noah));
  const of = [
    { __typename: 'Agency', id: 'LHR' },
    { __typename: 'VehicleClass', id: 'EDMV' },
    { __typename: 'Agency', code: 'CDG' },
    { __typename: 'Agency', id: 'XXX' },
    { __typename: 'Vehicle', id: vehicle?.id },
    { __typename: 'Vehicle', id: 'no uuid' },
  ];
  const { data } = await fleet.ask(entities, { of }, claire, { language: 'en' });
  expect(data?._entities).toEqual([
    { code: 'LHR', name: 'London, Heathrow' },
    { id: 'EDMV', name: 'Economy', acriss: { category: 'Economy' } },
    { code: 'CDG', name: 'Paris, Charles de Gaulle' },
    null,
    { id: vehicle?.id, plate: vehicle?.plate },
    null,
  ]);
});

test('names agencies and classes to other domains as they were two seconds ago at most, and who asks for one itself as it is', async () => {
  let ms = 0;
  const directory = directoryOf(fleet.db, () => ms);
  const of = [
    { __typename: 'Agency', id: 'LHR' },
    { __typename: 'VehicleClass', id: 'EDMV' },
  ];
  const names = async () => (await fleet.ask(entities, { of }, claire, { language: 'en', directory })).data?._entities;
  const [before, after] = [
    [{ name: 'London, Heathrow' }, { name: 'Economy' }],
    [{ name: 'Heathrow' }, { name: 'Small' }],
  ];
  expect(await names()).toMatchObject(before);
  await fleet.db.agency.update({ where: { code: 'LHR' }, data: { name: 'Heathrow' } });
  await fleet.db.vehicleClass.update({ where: { acriss: 'EDMV' }, data: { nameEn: 'Small' } });
  ms = 1999;
  expect(await names()).toMatchObject(before);
  const itself = await fleet.ask('{ agency(code: "LHR") { name } vehicleClass(acriss: "EDMV") { name } }', {}, claire, {
    language: 'en',
    directory,
  });
  expect(itself.data).toEqual({ agency: after[0], vehicleClass: after[1] });
  ms = 2000;
  expect(await names()).toMatchObject(after);
});

test('shows no unit to the anonymous, and still the rest of what they asked', async () => {
  const [vehicle] = vehiclesIn(await fleet.ask(addVehicles, input(), noah));
  const of = [
    { __typename: 'Vehicle', id: vehicle?.id },
    { __typename: 'Agency', id: 'LHR' },
  ];
  expect(await fleet.ask(entities, { of })).toEqual({
    data: { _entities: [null, { code: 'LHR', name: 'London, Heathrow' }] },
    code: 'UNAUTHENTICATED',
  });
});

test('asks the database once for a batch of entities of one type', async () => {
  await fleet.ask(addVehicles, input({ count: 50 }), noah);
  const [row] = await fleet.db.$queryRaw<{ name: string }[]>`SELECT current_database() AS name`;
  const url = new URL(process.env.TEST_POSTGRES_URL ?? '');
  url.pathname = `/${row?.name ?? ''}`;
  const loud = new PrismaClient({ adapter: new PrismaPg({ connectionString: url.href }), log: [{ emit: 'event', level: 'query' }] });
  const statements: string[] = [];
  loud.$on('query', ({ query }) => void statements.push(query));
  const units = await fleet.db.vehicle.findMany();
  const of = units.map(({ id }) => ({ __typename: 'Vehicle', id }));
  const query =
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Vehicle { plate agency { name openingHours { weekday } } vehicleClass { name } } } }';
  await fleet.ask(query, { of }, claire, { db: loud });
  expect(statements).toHaveLength(4);
  const missing = '{ vehicles(first: 50) { edges { node { absences { from toAgency { name } } changedAt } } } }';
  const own = { kind: 'MAINTENANCE', state: 'PLANNED', agencyCode: 'CDG', startsAt: noon, createdAt: noon } as const;
  await fleet.db.absence.createMany({ data: units.map(({ id }) => ({ ...own, id: randomUUID(), vehicleId: id })) });
  statements.length = 0;
  await fleet.ask(missing, {}, marie, { db: loud });
  await loud.$disconnect();
  expect(statements).toHaveLength(3);
});

const change = `mutation ($id: ID!, $input: ChangeVehicleInput!) {
  changeVehicle(id: $id, input: $input) { plate make model year odometerKm vehicleClass { id } changedAt } }`;

test('a manager changes a unit: its plate, model, year, class and odometer; the others are told its next version', async () => {
  const [vehicle] = vehiclesIn(await fleet.ask(addVehicles, input({ count: 1 }), noah));
  fleet.setNow(new Date('2026-07-15T08:00:00Z'));
  const to = { plate: ' ab-123-cd ', make: 'Renault', model: 'Clio', year: 2025, acriss: 'pdac', odometerKm: 1200 };
  const { data } = await fleet.ask(change, { id: vehicle?.id, input: to }, noah);
  const { acriss: _, ...same } = to;
  expect(data?.changeVehicle).toEqual({ ...same, plate: 'AB-123-CD', vehicleClass: { id: 'PDAC' }, changedAt: '2026-07-15T08:00:00Z' });
  expect((await toldOf(fleet, vehicle?.id ?? '')).at(-1)).toMatchObject({ acriss: 'PDAC', agency: 'CDG', version: 2, absences: [] });
  expect((await fleet.ask(change, { id: vehicle?.id, input: to }, noah)).data).toEqual(data);
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ version: 2 });
});

test.each([
  ['BAD_INPUT', { odometerKm: 99 }],
  ['BAD_INPUT', { plate: '' }],
  ['BAD_INPUT', { plate: 'AB_1' }],
  ['BAD_INPUT', { plate: '-A12' }],
  ['BAD_INPUT', { plate: '12345678901234567' }],
  ['BAD_INPUT', { make: ' ' }],
  ['BAD_INPUT', { year: 2028 }],
  ['NOT_FOUND', { acriss: 'LDAV' }],
  ['UNKNOWN_ACRISS', { acriss: 'ZZZZ' }],
])('refuses a change of a unit with %s: %j, and writes nothing', async (code, to) => {
  const [vehicle] = vehiclesIn(await fleet.ask(addVehicles, input({ count: 1 }), noah));
  await fleet.db.vehicle.updateMany({ data: { odometerKm: 100 } });
  expect((await fleet.ask(change, { id: vehicle?.id, input: to }, noah)).code).toBe(code);
  expect(await fleet.db.vehicle.findFirst()).toMatchObject({ version: 1, odometerKm: 100 });
});

test('two units of a country never have one plate, however it is written; of two countries they may', async () => {
  const [one, other] = vehiclesIn(await fleet.ask(addVehicles, input({ count: 2 }), noah));
  const [abroad] = vehiclesIn(await fleet.ask(addVehicles, input({ agency: 'LHR', count: 1, idempotencyKey: 'k2' }), ada));
  const plated = (id: string | undefined, plate: string) => fleet.ask(change, { id, input: { plate } }, ada);
  expect((await plated(one?.id, 'AB-123-CD')).code).toBeUndefined();
  for (const plate of ['AB-123-CD', 'ab 123 cd', 'AB123CD']) expect((await plated(other?.id, plate)).code).toBe('BAD_INPUT');
  expect((await plated(abroad?.id, 'AB-123-CD')).code).toBeUndefined();
});

test('one unit is shown to staff alone, and what it is missing for to no renter that sees it', async () => {
  const [vehicle] = vehiclesIn(await fleet.ask(addVehicles, input({ count: 1 }), noah));
  const one = 'query ($id: ID!) { vehicle(id: $id) { id absences { id } } }';
  expect((await fleet.ask(one, { id: vehicle?.id }, marie)).data).toEqual({ vehicle: { id: vehicle?.id, absences: [] } });
  for (const id of ['none', randomUUID()])
    expect(await fleet.ask(one, { id }, marie)).toEqual({ data: { vehicle: null }, code: undefined });
  expect((await fleet.ask(one, { id: vehicle?.id }, claire)).code).toBe('FORBIDDEN');
  const through = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Vehicle { id absences { id } } } }';
  expect((await fleet.ask(through, { of: [{ __typename: 'Vehicle', id: vehicle?.id }] }, claire)).code).toBe('FORBIDDEN');
});
