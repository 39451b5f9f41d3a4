import { aClass, aFleet, ada, claire, marie, noah, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
beforeEach(async () => {
  await fleet.clear();
  await aClass(fleet.db);
  await aClass(fleet.db, { acriss: 'MBMV', exampleMake: 'FIAT', exampleModel: '500' });
});
afterAll(() => fleet.close());

const one = 'query ($acriss: String!) { vehicleClass(acriss: $acriss) { id name exampleModel seats acriss { code type transmission } } }';
const change =
  'mutation ($acriss: String!, $input: ChangeVehicleClassInput!) { changeVehicleClass(acriss: $acriss, input: $input) { id name exampleModel seats } }';

test('says what a class is in the language of the request', async () => {
  const fr = await fleet.ask(one, { acriss: 'edmv' });
  const en = await fleet.ask(one, { acriss: 'EDMV' }, {}, { language: 'en' });
  const acriss = { code: 'EDMV', type: '4-5 portes', transmission: 'Manuelle' };
  expect(fr.data?.vehicleClass).toEqual({ id: 'EDMV', name: 'Économique', exampleModel: 'Ford Fiesta', seats: 5, acriss });
  expect(en.data?.vehicleClass).toMatchObject({ name: 'Economy', acriss: { type: '4-5 door', transmission: 'Manual' } });
});

test('null for a class that is not sold, UNKNOWN_ACRISS for a code that is none', async () => {
  expect(await fleet.ask(one, { acriss: 'LDAV' })).toEqual({ data: { vehicleClass: null }, code: undefined });
  expect((await fleet.ask(one, { acriss: 'ZZZZ' })).code).toBe('UNKNOWN_ACRISS');
  expect((await fleet.ask(one, { acriss: 'ASUV' })).code).toBe('UNKNOWN_ACRISS');
});

test('lists what is sold, smallest first', async () => {
  const { data } = await fleet.ask('{ vehicleClasses { id } }');
  expect(data?.vehicleClasses).toEqual([{ id: 'MBMV' }, { id: 'EDMV' }]);
});

test('a manager changes a class, and the outbox tells of its next version', async () => {
  const { data } = await fleet.ask(
    change,
    { acriss: 'EDMV', input: { name: 'Petite', exampleModel: 'Land Rover Defender', bags: 3 } },
    noah,
  );
  expect(data?.changeVehicleClass).toEqual({ id: 'EDMV', name: 'Petite', exampleModel: 'Land Rover Defender', seats: 5 });
  expect(await fleet.outbox()).toEqual([
    {
      type: 'fleet.vehicleClass.changed',
      payload: {
        acriss: 'EDMV',
        id: 'EDMV',
        name: 'Petite',
        names: { fr: 'Petite', en: 'Economy' },
        exampleModel: 'Land Rover Defender',
        seats: 5,
        doors: 5,
        bags: 3,
        version: 2,
      },
    },
  ]);
  expect(await fleet.db.vehicleClass.findUnique({ where: { acriss: 'EDMV' } })).toMatchObject({ exampleMake: 'Land Rover', version: 2 });
});

test('the same change again changes nothing and tells nothing', async () => {
  const asked = { acriss: 'EDMV', input: { seats: 4 } };
  const first = await fleet.ask(change, asked, ada);
  expect(await fleet.ask(change, asked, ada)).toEqual(first);
  expect(await fleet.outbox()).toHaveLength(1);
});

test.each([
  ['BAD_INPUT', 'EDMV', { name: ' ' }],
  ['BAD_INPUT', 'EDMV', { exampleModel: 'Fiesta' }],
  ['BAD_INPUT', 'EDMV', { seats: 0 }],
  ['BAD_INPUT', 'EDMV', { doors: 8 }],
  ['NOT_FOUND', 'LDAV', { seats: 4 }],
  ['UNKNOWN_ACRISS', 'QQQQ', { seats: 4 }],
])('refuses with %s: %s %j, and writes nothing', async (code, acriss, input) => {
  expect((await fleet.ask(change, { acriss, input }, noah)).code).toBe(code);
  expect(await fleet.outbox()).toEqual([]);
});

test('renters and agents change none', async () => {
  const asked = { acriss: 'EDMV', input: { seats: 4 } };
  expect((await fleet.ask(change, asked)).code).toBe('UNAUTHENTICATED');
  expect((await fleet.ask(change, asked, claire)).code).toBe('FORBIDDEN');
  expect((await fleet.ask(change, asked, marie)).code).toBe('FORBIDDEN');
});
