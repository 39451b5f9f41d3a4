import {
  aHouse,
  anApplicant,
  aUser,
  register,
  signIn,
  tokenIn,
  verifyEmail,
  password,
  viewerOf,
  type Entered,
  type House,
} from './house.ts';

let house: House;
beforeAll(async () => (house = await aHouse()));
afterAll(() => house.stop());

const fields = 'marketing personalisation saleOrSharing updatedAt history { purpose granted source at }';
const gpc = { headers: { 'sec-gpc': '1' } };

interface Choices {
  marketing: boolean;
  personalisation: boolean;
  saleOrSharing: boolean;
  updatedAt: Date;
  history: { purpose: string; granted: boolean; source: string }[];
}

async function read({ viewer }: Pick<Entered, 'viewer'>, scope = {}): Promise<Choices> {
  const { data } = await house.ask(`{ me { account { privacy { ${fields} } } } }`, {}, viewer, scope);
  return (data.me as unknown as { account: { privacy: Choices } }).account.privacy;
}

async function set({ viewer }: Pick<Entered, 'viewer'>, input: Record<string, boolean>, scope = {}): Promise<Choices> {
  const source = `mutation ($input: PrivacyChoicesInput!) { setPrivacyChoices(input: $input) { ${fields} } }`;
  return (await house.ask(source, { input }, viewer, scope)).data.setPrivacyChoices as unknown as Choices;
}

const sources = ({ history }: Choices): string[] => history.map(({ purpose, source }) => `${purpose} ${source}`);

test.each([
  ['FR', false],
  ['GB', false],
  ['US', true],
])('lets somebody from %s start with sale and sharing %s, and with nothing else allowed', async (country, saleOrSharing) => {
  const person = await aUser(house, { email: `start-${country}@example.org`, country });
  const choices = await read(person);
  expect(choices).toMatchObject({ marketing: false, personalisation: false, saleOrSharing });
  expect(new Set(choices.history.map(({ source }) => source))).toEqual(new Set(['DEFAULT']));
});

test('keeps each choice with its source and time, newest first, and adds none that changes nothing', async () => {
  const person = await aUser(house, { email: 'history@example.org' });
  await set(person, { marketing: true });
  await set(person, { marketing: true, personalisation: false });
  const choices = await set(person, { marketing: false });
  expect(choices.marketing).toBe(false);
  expect(choices.history.slice(0, 2)).toMatchObject([
    { purpose: 'MARKETING', granted: false, source: 'PERSON' },
    { purpose: 'MARKETING', granted: true, source: 'PERSON' },
  ]);
  expect(choices.history).toHaveLength(5);
  await expect(house.db.privacyChoice.updateMany({ where: { userId: person.id }, data: { granted: true } })).rejects.toThrow();
});

test('takes Global Privacy Control as the opt-out once, and lets nobody opt in while it is sent', async () => {
  const person = await aUser(house, { email: 'gpc@example.org', country: 'US' });
  expect((await read(person)).saleOrSharing).toBe(true);
  expect(await read(person, gpc)).toMatchObject({ saleOrSharing: false });
  await Promise.all([read(person, gpc), read(person, gpc), set(person, {}, gpc)]);
  const refused = await set(person, { saleOrSharing: true, marketing: true }, gpc);
  expect(refused).toMatchObject({ saleOrSharing: false, marketing: true });
  expect(sources(refused).filter((entry) => entry.endsWith('GPC'))).toEqual(['SALE_OR_SHARING GPC']);
  expect(await set(person, { saleOrSharing: true })).toMatchObject({ saleOrSharing: true });
  expect(await read(person, gpc)).toMatchObject({ saleOrSharing: false });
});

test('hears Global Privacy Control at registration, at verification and at sign-in', async () => {
  const at = async (email: string, registering = {}, verifying = {}): Promise<Entered> => {
    const input = anApplicant({ email, country: 'US' });
    await house.ask(register, { input }, {}, registering);
    const token = tokenIn(await house.mailTo(email));
    const { data } = await house.ask(verifyEmail, { token }, {}, verifying);
    const { user, tokens } = data.verifyEmail as unknown as { user: { id: string }; tokens: Entered };
    return { ...tokens, id: user.id, viewer: await viewerOf(house, tokens.accessToken) };
  };
  expect(await read(await at('at-register@example.org', gpc))).toMatchObject({ saleOrSharing: false });
  expect(await read(await at('at-verify@example.org', {}, gpc))).toMatchObject({ saleOrSharing: false });
  const third = await at('at-sign-in@example.org');
  await house.ask(signIn, { input: { email: 'at-sign-in@example.org', password } }, {}, gpc);
  expect(sources(await read(third))[0]).toBe('SALE_OR_SHARING GPC');
});

test('loses no choice of two made at once', async () => {
  const person = await aUser(house, { email: 'race@example.org' });
  await Promise.all(Array.from({ length: 8 }, (_, n) => set(person, n % 2 ? { marketing: true } : { personalisation: true })));
  const choices = await read(person);
  expect(choices).toMatchObject({ marketing: true, personalisation: true });
  expect(choices.history).toHaveLength(5);
});

test('tells the others when personalisation is allowed or no longer, once for each change, and of no other choice', async () => {
  const person = await aUser(house, { email: 'told@example.org' });
  const choices: Record<string, boolean>[] = [
    { marketing: true },
    { personalisation: false },
    { personalisation: true },
    { personalisation: true, marketing: false },
  ];
  for (const choice of choices) await set(person, choice);
  await set(person, { personalisation: false });
  const told = await house.db.outbox.findMany({
    where: { type: 'identity.privacy.changed', payload: { path: ['userId'], equals: person.id } },
    orderBy: { position: 'asc' },
  });
  const at = expect.stringMatching(/^\d{4}-.*Z$/) as string;
  expect(told.map(({ payload }) => payload)).toEqual(
    [true, false].map((personalisation) => ({ userId: person.id, region: 'EU', personalisation, at })),
  );
});

test('refuses the anonymous and partners’ keys', async () => {
  const source = 'mutation { setPrivacyChoices(input: { marketing: true }) { marketing } }';
  const { viewer } = await aUser(house, { email: 'key@example.org' });
  expect((await house.ask(source)).codes).toEqual(['UNAUTHENTICATED']);
  expect((await house.ask(source, {}, { ...viewer, scopes: new Set(['bookings:read']) })).codes).toEqual(['FORBIDDEN']);
});
