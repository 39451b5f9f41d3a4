import { addAgency, addVehicles, ada, aClass, aFleet, aKey, anAgency, aUnit, claire, marie, noah, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await fleet.ask(addAgency, { input: anAgency({ code: 'LYS', name: 'Lyon', city: 'Lyon' }) }, ada);
  await fleet.ask(addAgency, { input: anAgency({ code: 'LHR', name: 'Heathrow', city: 'London', country: 'GB', region: 'UK' }) }, ada);
  await aClass(fleet.db);
});
afterAll(() => fleet.close());

const change = 'mutation ($input: ChangeVehicleClassInput!) { changeVehicleClass(acriss: "EDMV", input: $input) { seats } }';
let key = 0;
const add = (viewer: object, agency: string) => {
  key += 1;
  return fleet.ask(addVehicles, { input: { agency, acriss: 'EDMV', count: 1, idempotencyKey: `access-${String(key)}` } }, viewer);
};

test.each([
  ["a manager of the region, at the region's agency", noah, 'LYS', undefined],
  ['a manager of the region, in another region', noah, 'LHR', 'NOT_FOUND'],
  ['a manager of the region, where there is no agency', noah, 'ZZZ', 'NOT_FOUND'],
  ['a manager of one agency, there', { ...noah, agencies: ['CDG'] }, 'CDG', undefined],
  ['a manager of one agency, at another of the region', { ...noah, agencies: ['CDG'] }, 'LYS', 'NOT_FOUND'],
  ['a manager of another region by name', { ...noah, agencies: ['LHR'] }, 'LHR', undefined],
  ['an admin, anywhere', ada, 'LHR', undefined],
  ['an agent', marie, 'CDG', 'FORBIDDEN'],
  ['a renter', claire, 'CDG', 'FORBIDDEN'],
  ["a partner's key", aKey, 'CDG', 'FORBIDDEN'],
  ['a test key', { ...aKey, test: true }, 'CDG', 'FORBIDDEN'],
  ['nobody', {}, 'CDG', 'UNAUTHENTICATED'],
])('%s adds units or is refused', async (_, viewer, agency, code) => {
  const before = await fleet.db.vehicle.count();
  expect((await add(viewer, agency)).code).toBe(code);
  expect(await fleet.db.vehicle.count()).toBe(code ? before : before + 1);
});

test('a key of before does not show the units of an agency that one is bound to no more', async () => {
  const asked = { input: { agency: 'CDG', acriss: 'EDMV', count: 1, idempotencyKey: 'moved-away' } };
  expect((await fleet.ask(addVehicles, asked, noah)).code).toBeUndefined();
  expect((await fleet.ask(addVehicles, asked, { ...noah, agencies: ['LYS'] })).code).toBe('NOT_FOUND');
});

test.each([
  ['nobody', {}, 'UNAUTHENTICATED'],
  ['a renter', claire, 'FORBIDDEN'],
  ["a partner's key", aKey, 'FORBIDDEN'],
])('%s lists no units, changes no class and adds no agency', async (_, viewer, code) => {
  expect((await fleet.ask('{ vehicles { totalCount } }', {}, viewer)).code).toBe(code);
  expect((await fleet.ask(change, { input: { seats: 4 } }, viewer)).code).toBe(code);
  expect((await fleet.ask(addAgency, { input: anAgency({ code: 'NOP' }) }, viewer)).code).toBe(code);
});

test('staff of any region see the units of all, and what is public needs no key and no scope', async () => {
  expect((await fleet.ask('{ vehicles(agency: "CDG") { totalCount } }', {}, { ...marie, region: 'US' })).code).toBeUndefined();
  const public_ = '{ agencies { totalCount } agency(code: "CDG") { name } vehicleClasses { id } vehicleClass(acriss: "EDMV") { name } }';
  for (const viewer of [{}, { ...aKey, scopes: new Set<string>() }]) expect((await fleet.ask(public_, {}, viewer)).code).toBeUndefined();
});

test('what staff do is told to the audit trail once, in the act', async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await aClass(fleet.db);
  await add(noah, 'CDG');
  await add(noah, 'LHR');
  for (let n = 0; n < 2; n += 1) await fleet.ask(change, { input: { seats: 4 } }, noah);
  expect(await fleet.acts()).toEqual([
    expect.objectContaining({ action: 'fleet.agency.added', subjectKind: 'agency', subjectId: 'CDG', actorId: ada.id, actorRole: 'ADMIN' }),
    expect.objectContaining({ action: 'fleet.vehicles.added', subjectId: 'CDG', actorId: noah.id, detail: { acriss: 'EDMV', count: 1 } }),
    expect.objectContaining({ action: 'fleet.vehicleClass.changed', subjectKind: 'vehicleClass', subjectId: 'EDMV', region: 'EU' }),
  ]);
});

const changeVehicle = 'mutation ($id: ID!) { changeVehicle(id: $id, input: { odometerKm: 10 }) { id } }';

test.each([
  ['a manager of one agency, there', { ...noah, agencies: ['CDG'] }, undefined],
  ['a manager of one agency, at another of the region', { ...noah, agencies: ['LYS'] }, 'NOT_FOUND'],
  ['a manager of another region', { ...noah, region: 'UK' as const }, 'NOT_FOUND'],
  ['an agent', marie, 'FORBIDDEN'],
  ['a renter', claire, 'FORBIDDEN'],
  ["a partner's key", aKey, 'FORBIDDEN'],
  ['nobody', {}, 'UNAUTHENTICATED'],
])('%s changes a unit or is refused', async (_, viewer, code) => {
  expect((await fleet.ask(changeVehicle, { id: await aUnit(fleet) }, viewer)).code).toBe(code);
});
