import { addAgency, ada, aFleet, anAgency, aWeek, marie, noah, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
beforeEach(async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await fleet.ask(addAgency, { input: anAgency({ code: 'LHR', name: 'Heathrow', country: 'GB', region: 'UK' }) }, ada);
  await fleet.db.outbox.deleteMany();
});
afterAll(() => fleet.close());

const fields = 'code name city active outOfHoursReturn openingHours { weekday opens closes } exceptions { date opens closes closed }';
const change = `mutation ($code: String!, $input: ChangeAgencyInput!) { changeAgency(code: $code, input: $input) { ${fields} } }`;
const set = `mutation ($agency: String!, $input: OpeningExceptionInput!) { setOpeningException(agency: $agency, input: $input) { ${fields} } }`;
const remove = `mutation ($agency: String!, $date: LocalDate!) { removeOpeningException(agency: $agency, date: $date) { ${fields} } }`;

const changing = (input: Record<string, unknown>, viewer: object = noah) => fleet.ask(change, { code: 'CDG', input }, viewer);
const setting = (input: Record<string, unknown>, viewer: object = noah) => fleet.ask(set, { agency: 'CDG', input }, viewer);
const removing = (date: string, viewer: object = noah) => fleet.ask(remove, { agency: 'CDG', date }, viewer);
const found = async (text: string) => {
  const { data } = await fleet.ask('query ($text: String) { agencies(text: $text) { edges { node { code } } } }', { text });
  return (data?.agencies as { edges: { node: { code: string } }[] }).edges.map(({ node }) => node.code);
};
const acts = async () => (await fleet.acts()).map((act) => (act as { action: string }).action);

test('a manager changes what is given and leaves the rest; the others are told its next version', async () => {
  const week = [{ weekday: 1, opens: '08:00', closes: '24:00' }];
  const { data } = await changing({ name: 'Roissy', openingHours: week, outOfHoursReturn: true });
  const changed = { code: 'CDG', name: 'Roissy', city: 'Paris', active: true, outOfHoursReturn: true, openingHours: week };
  expect(data?.changeAgency).toEqual({ ...changed, exceptions: [] });
  const [event, ...more] = await fleet.outbox();
  expect(more).toEqual([]);
  expect(event).toMatchObject({ type: 'fleet.agency.changed', payload: { ...changed, exceptions: [], version: 2 } });
});

test('an agency is found by its new name, no more by its old one, and still by its aliases', async () => {
  await fleet.db.$executeRaw`UPDATE agency SET aliases = 'Goussainville' WHERE code = 'CDG'`;
  await changing({ name: 'Le Bourget', city: 'Dugny' });
  expect([await found('bourget'), await found('goussainville'), await found('gaulle')]).toEqual([['CDG'], ['CDG'], []]);
});

test('the same change again changes nothing and tells nothing', async () => {
  const first = await changing({ outOfHoursReturn: true });
  expect(await changing({ outOfHoursReturn: true })).toEqual(first);
  expect((await changing({ openingHours: [...aWeek].reverse() })).data).toEqual(first.data);
  expect(await fleet.outbox()).toHaveLength(1);
  expect(await acts()).toEqual(['fleet.agency.changed']);
});

test('only an admin closes an agency and opens it again; closed, it is listed no more', async () => {
  expect((await changing({ active: false })).code).toBe('FORBIDDEN');
  expect((await changing({ active: false }, ada)).data?.changeAgency).toMatchObject({ active: false });
  expect(await found('CDG')).toEqual([]);
  expect((await changing({ active: true }, ada)).code).toBeUndefined();
  expect(await found('CDG')).toEqual(['CDG']);
});

test('a day has hours of its own, then others, then the week again', async () => {
  const eve = await setting({ date: '2026-12-24', opens: '08:00', closes: '16:00' });
  expect(eve.data?.setOpeningException).toMatchObject({
    exceptions: [{ date: '2026-12-24', opens: '08:00', closes: '16:00', closed: false }],
  });
  await setting({ date: '2026-12-24' });
  await setting({ date: '2026-07-14' });
  const exceptions = [
    { date: '2026-07-14', opens: null, closes: null },
    { date: '2026-12-24', opens: null, closes: null },
  ];
  expect((await fleet.outbox()).at(-1)?.payload).toMatchObject({ exceptions, version: 4 });
  const gone = await removing('2026-12-24');
  expect(gone.data?.removeOpeningException).toMatchObject({ exceptions: [{ date: '2026-07-14', closed: true }] });
  expect(await acts()).toEqual([...Array<string>(3).fill('fleet.openingException.set'), 'fleet.openingException.removed']);
});

test('setting a day as it is, and removing one that is none, change nothing', async () => {
  await setting({ date: '2026-12-25' });
  await setting({ date: '2026-12-25', opens: null, closes: null });
  await removing('2026-12-26');
  expect(await fleet.outbox()).toHaveLength(1);
});

test("what is past on the agency's calendar is refused, and told and shown no more", async () => {
  // 1 January in Paris, still 31 December in UTC.
  await setting({ date: '2026-12-31' });
  await setting({ date: '2027-01-01' });
  fleet.setNow(new Date('2026-12-31T23:30:00Z'));
  expect((await setting({ date: '2026-12-31', opens: '10:00', closes: '12:00' })).code).toBe('BAD_INPUT');
  const { data } = await changing({ outOfHoursReturn: true });
  expect(data?.changeAgency).toMatchObject({ exceptions: [{ date: '2027-01-01' }] });
  expect((await fleet.outbox()).at(-1)?.payload).toMatchObject({ exceptions: [{ date: '2027-01-01' }] });
});

test.each([
  ['only one time', { opens: '10:00' }],
  ['a day that closes before it opens', { opens: '10:00', closes: '09:00' }],
  ['25:00', { opens: '10:00', closes: '25:00' }],
  ['a day of yesterday', { date: '2026-07-13' }],
])('refuses %s, and writes nothing', async (_, own) => {
  expect((await setting({ date: '2026-12-24', ...own })).code).toBe('BAD_INPUT');
  expect([await fleet.db.openingException.count(), await fleet.outbox()]).toEqual([0, []]);
});

test('takes a hundred days ahead and no more', async () => {
  const dates = Array.from({ length: 100 }, (_, day) => new Date(Date.UTC(2026, 7, 1 + day)));
  await fleet.db.openingException.createMany({ data: dates.map((date) => ({ agencyCode: 'CDG', date })) });
  expect((await setting({ date: '2027-07-14' })).code).toBe('BAD_INPUT');
  expect((await setting({ date: '2026-08-01', opens: '10:00', closes: '12:00' })).code).toBeUndefined();
});

test.each([
  ['no name', { name: ' ' }],
  ['a week that overlaps itself', { openingHours: [...aWeek, { weekday: 1, opens: '10:00', closes: '11:00' }] }],
])('refuses an agency with %s', async (_, input) => {
  expect((await changing(input)).code).toBe('BAD_INPUT');
  expect(await fleet.outbox()).toEqual([]);
});

test.each([
  ['nobody', {}, 'UNAUTHENTICATED'],
  ['an agent', marie, 'FORBIDDEN'],
  ['a manager of elsewhere', { ...noah, agencies: ['LHR'] }, 'NOT_FOUND'],
  ['a manager of another region', { ...noah, region: 'UK' }, 'NOT_FOUND'],
  ['an admin', { ...ada, region: 'US' }, undefined],
])('%s changes an agency or is refused', async (_, viewer, code) => {
  expect((await changing({ outOfHoursReturn: true }, viewer)).code).toBe(code);
  expect((await setting({ date: '2026-12-25' }, viewer)).code).toBe(code);
  expect((await removing('2026-12-25', viewer)).code).toBe(code);
  expect((await fleet.ask(change, { code: 'XXX', input: {} }, ada)).code).toBe('NOT_FOUND');
});

const addClass = 'mutation ($input: AddVehicleClassInput!) { addVehicleClass(input: $input) { id name exampleModel seats } }';
const aSportsCar = { acriss: 'SSAV', nameFr: 'Sport', nameEn: 'Sports', exampleModel: 'Alfa Romeo 4C', seats: 2, doors: 2, bags: 1 };

test('an admin adds a class once: the same again is the same answer, another under its code a conflict', async () => {
  const add = (own: object = {}, viewer: object = ada) => fleet.ask(addClass, { input: { ...aSportsCar, ...own } }, viewer);
  const first = await add();
  expect(first.data?.addVehicleClass).toEqual({ id: 'SSAV', name: 'Sport', exampleModel: 'Alfa Romeo 4C', seats: 2 });
  expect(await add()).toEqual(first);
  expect((await add({ seats: 4 })).code).toBe('IDEMPOTENCY_CONFLICT');
  expect((await add({ acriss: 'ZZZZ' })).code).toBe('UNKNOWN_ACRISS');
  expect((await add({ acriss: 'LSAV', nameEn: ' ' })).code).toBe('BAD_INPUT');
  expect((await add({ acriss: 'LSAV', doors: 9 })).code).toBe('BAD_INPUT');
  expect((await add({}, noah)).code).toBe('FORBIDDEN');
  const events = await fleet.outbox();
  expect(events).toEqual([
    { type: 'fleet.vehicleClass.changed', payload: expect.objectContaining({ acriss: 'SSAV', version: 1 }) as unknown },
  ]);
  expect(await acts()).toEqual(['fleet.vehicleClass.added']);
});
