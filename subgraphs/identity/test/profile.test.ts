import { aHouse, aUser, me, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const update = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  givenName familyName birthDate phone locale currency address { line1 line2 city postalCode country } licence { number country issuedOn expiresOn } } }`;

const licence = { number: 'ZQMARK-LICENCE-880123', country: 'FR', issuedOn: '2010-05-04', expiresOn: '2033-05-04' };
const address = { line1: 'ZQMARK 12 rue des Lilas', city: 'ZQMARKVILLE', postalCode: '75011', country: 'FR' };

test('changes what is given, leaves the rest, and empties what is null', async () => {
  const { viewer } = await aUser(house, { email: 'profile@example.org' });
  const first = await house.ask(update, { input: { phone: '06 12 34 56 78', address, licence, locale: 'en-gb', currency: 'GBP' } }, viewer);
  expect(first.data.updateProfile).toEqual({
    givenName: 'Zoé',
    familyName: 'Martin',
    birthDate: null,
    phone: '+33612345678',
    locale: 'en-GB',
    currency: 'GBP',
    address: { ...address, line2: null },
    licence,
  });
  const second = await house.ask(update, { input: { familyName: 'Durand', phone: null, birthDate: '1990-02-28' } }, viewer);
  expect(second.data.updateProfile).toMatchObject({
    givenName: 'Zoé',
    familyName: 'Durand',
    phone: null,
    birthDate: '1990-02-28',
    licence,
  });
});

test.each([
  ['phone', { phone: '12' }],
  ['givenName', { givenName: 'Zoé <b>' }],
  ['birthDate', { birthDate: '2999-01-01' }],
  ['currency', { currency: 'XXQ' }],
  ['licence.number', { licence: { ...licence, number: '?' } }],
  ['licence.expiresOn', { licence: { ...licence, expiresOn: '2001-01-01' } }],
  ['address.country', { address: { ...address, country: 'ZZ' } }],
])('refuses a bad %s by its name', async (field, input) => {
  const { viewer } = await aUser(house, { email: `bad-${field}@example.org` });
  const answer = await house.refused(update, { input }, viewer);
  expect(answer).toEqual({ code: 'BAD_INPUT', reason: field });
});

test('refuses the anonymous', async () => {
  expect((await house.ask(update, { input: { phone: null } })).codes).toEqual(['UNAUTHENTICATED']);
});

test('keeps both of two changes made at once', async () => {
  const { viewer } = await aUser(house, { email: 'both@example.org' });
  await Promise.all([
    house.ask(update, { input: { givenName: 'Ada' } }, viewer),
    house.ask(update, { input: { familyName: 'Byron' } }, viewer),
    house.ask(update, { input: { phone: '+33612345678' } }, viewer),
  ]);
  expect((await house.ask(me, {}, viewer)).data.me).toMatchObject({
    displayName: 'Ada Byron',
    account: { phone: '+33612345678' },
  });
});

test('shows nobody who reads the database who a person is', async () => {
  const { viewer } = await aUser(house, { email: 'zqmarkaddress@example.org', givenName: 'ZQMARKGIVEN', familyName: 'ZQMARKFAMILY' });
  await house.ask(update, { input: { phone: '+33698765432', address, licence, birthDate: '1971-03-09' } }, viewer);
  const tables = await house.db.$queryRaw<{ name: string }[]>`
    SELECT format('%I', relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  let rows = 0;
  for (const { name } of tables) {
    const dump = await house.db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`);
    rows += dump.length;
    for (const { row } of dump) expect(row).not.toMatch(/ZQMARK|98765432|1971-03-09/i);
    // bytea prints as hexadecimal
    for (const { row } of dump) expect(row).not.toContain(Buffer.from('ZQMARK').toString('hex'));
  }
  expect(rows).toBeGreaterThan(5);
  expect((await house.ask(me, {}, viewer)).data.me).toMatchObject({ displayName: 'ZQMARKGIVEN ZQMARKFAMILY' });
});

test('cannot be read by anyone once the key is erased', async () => {
  const { viewer, id } = await aUser(house, { email: 'erased@example.org' });
  await house.means.vault.erase(id, 'EU');
  expect((await house.ask(me, {}, viewer)).data.me).toBeNull();
  expect((await house.ask(update, { input: { givenName: 'Back' } }, viewer)).codes).toEqual(['NOT_FOUND']);
});
