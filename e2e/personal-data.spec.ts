import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { keyRing } from '../packages/service/src/keyRing.ts';
import { vault } from '../packages/service/src/vault.ts';
import { openProfile } from '../subgraphs/identity/src/data/profile.ts';
import { forms, holdings, marks } from './marks.ts';
import { inDays, people } from './people.ts';
import { cardPayer } from './replay/card.ts';
import type { Ask } from './replay/graph.ts';
import { runningSystem, type Running } from './running.ts';

const execute = promisify(execFile);
const patienceMs = 60_000;
const password = 'Une-Route-Marquee-2026';

let system: Running;
let held: ReturnType<typeof holdings>;
let asked: ReturnType<typeof people>;
let person: Ask;
let userId = '';
before(async () => {
  system = await runningSystem();
  held = holdings(system);
  asked = people(system, 4);
});
after(async () => {
  asked.close();
  await system.stop();
});

async function eventually<Value>(look: () => Promise<Value | null | undefined | false>, what: string): Promise<Value> {
  for (const since = Date.now(); Date.now() - since < patienceMs;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what} did not come within ${String(patienceMs / 1000)} s`);
}

const mailedToken = (): Promise<string> =>
  eventually(async () => {
    const mails = (await (await fetch(`${system.web}/mailbox.json?to=${encodeURIComponent(marks.email)}`)).json()) as { links: string[] }[];
    return mails
      .flatMap(({ links }) => links)
      .map((link) => new URL(link).searchParams.get('token'))
      .find((token) => token !== null);
  }, 'the mail');

const offers = `query Offers($input: SearchOffersInput!) { searchOffers(input: $input, first: 1) { edges { node { id } } } }`;
const quote = `mutation Quote($input: CreateQuoteInput!) { createQuote(input: $input) { ... on QuoteCreated { quote { id } } } }`;
const book = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) { __typename ... on BookQuoteSuccess { booking { id reference } payment { clientSecret } } } }`;
const readBooking = `query Read($reference: String!) { booking(reference: $reference) { state driver { givenName email } } }`;
const cancel = `mutation Cancel($input: CancelBookingInput!) { cancelBooking(input: $input) { ... on CancelBookingSuccess { booking { state } } } }`;

async function signUp(): Promise<void> {
  const { email, givenName, familyName, birthDate } = marks;
  await asked.guest(`mutation Up($input: RegisterInput!) { register(input: $input) { sentTo } }`, {
    input: { email, password, givenName, familyName, birthDate, country: 'FR' },
  });
  const { verifyEmail } = await asked.guest<{ verifyEmail: { user: { id: string }; tokens: { accessToken: string } } }>(
    `mutation Verify($token: String!) { verifyEmail(token: $token) { user { id } tokens { accessToken } } }`,
    { token: await mailedToken() },
  );
  userId = verifyEmail.user.id;
  person = asked.withToken(verifyEmail.tokens.accessToken);
}

async function fillIn(): Promise<void> {
  const input = {
    phone: marks.phone,
    address: { line1: marks.line1, city: marks.city, postalCode: '75011', country: 'FR' },
    licence: { number: marks.licence, country: 'FR', issuedOn: '2001-01-01', expiresOn: '2035-01-01' },
  };
  await person(`mutation Fill($input: UpdateProfileInput!) { updateProfile(input: $input) { phone } }`, { input });
}

async function rent(): Promise<string> {
  const input = { pickUpAgency: 'CDG', pickUpAt: inDays(20), dropOffAt: inDays(23), ratePlans: ['PREPAID'] };
  const { searchOffers } = await person<{ searchOffers: { edges: { node: { id: string } }[] } }>(offers, { input });
  const offerId = searchOffers.edges[0]?.node.id;
  const { createQuote } = await person<{ createQuote: { quote: { id: string } } }>(quote, {
    input: { offerId, idempotencyKey: 'zqmake-quote' },
  });
  const driver = {
    givenName: marks.driverGiven,
    familyName: marks.driverFamily,
    birthDate: marks.birthDate,
    licenceNumber: marks.driverLicence,
    licenceCountry: 'FR',
    email: marks.driverEmail,
    phone: marks.phone,
  };
  const { bookQuote } = await person<{ bookQuote: { booking: { id: string; reference: string }; payment: { clientSecret: string } } }>(
    book,
    {
      input: { quoteId: createQuote.quote.id, driver, idempotencyKey: 'zqmake-book' },
    },
  );
  const { paymentSettings } = await person<{ paymentSettings: { publishableKey: string } }>(
    `query Key { paymentSettings { publishableKey } }`,
    {},
  );
  await cardPayer(system.demo.stripe.base, paymentSettings.publishableKey, asked.wire, (job) => job())(bookQuote.payment.clientSecret);
  const { id, reference } = bookQuote.booking;
  await eventually(async () => {
    const read = await person<{ booking: { state: string; driver: { givenName: string; email: string } } }>(readBooking, { reference });
    assert.equal(read.booking.driver.email, marks.driverEmail);
    return read.booking.state === 'CONFIRMED';
  }, 'the confirmation');
  await person(`mutation Ask($input: StartConversationInput!) { startConversation(input: $input) { id } }`, {
    input: { subject: marks.subject, body: marks.body, bookingReference: reference, clientId: 'zqmake-ask' },
  });
  await person(cancel, { input: { bookingId: id, idempotencyKey: 'zqmake-cancel' } });
  return reference;
}

/** Requests that fail, with the marks in them: what is said of them must not quote them. */
async function stumble(): Promise<void> {
  const bad: [string, object][] = [
    [`mutation A($input: UpdateProfileInput!) { updateProfile(input: $input) { phone } }`, { input: { phone: `${marks.phone}99999999` } }],
    [`mutation B($input: UpdateProfileInput!) { updateProfile(input: $input) { phone } }`, { input: { givenName: `${marks.givenName}<` } }],
    [`mutation C($input: SignInInput!) { signIn(input: $input) { __typename } }`, { input: { email: marks.email, password: 'wrong' } }],
    [
      `mutation D($input: RegisterInput!) { register(input: $input) { sentTo } }`,
      { input: { email: marks.email, password: 'short', givenName: marks.givenName, familyName: marks.familyName, country: 'ZZ' } },
    ],
    [`query E($reference: String!) { booking(reference: $reference) { id } }`, { reference: marks.driverEmail }],
    [
      `mutation F($input: StartConversationInput!) { startConversation(input: $input) { id } }`,
      { input: { subject: marks.subject, body: marks.body.repeat(80), clientId: 'zqmake-long' } },
    ],
  ];
  for (const [query, variables] of bad) {
    const { errors } = await asked.post(query, variables, 'fr', null);
    assert.ok(errors.length > 0, query);
    for (const form of forms) assert.ok(!JSON.stringify(errors).toLowerCase().includes(form), `${form} in the errors of ${query}`);
  }
}

interface Backup {
  profile: Buffer;
  keys: { owner: string; version: number; ring_version: number; wrapped: Buffer | null; created_at: Date }[];
  ring: string;
}

/** What backups of the databases hold of this person; the ring itself is never in one. */
const backup = async (): Promise<Backup> => ({
  profile: await held.inDatabase('identity', async (client) => {
    const { rows } = await client.query<{ profile: Buffer }>('SELECT profile FROM "user" WHERE id = $1', [userId]);
    assert.ok(rows[0]);
    return rows[0].profile;
  }),
  keys: await held.inDatabase(
    'keys',
    async (client) => (await client.query('SELECT * FROM personal_key WHERE owner = $1', [userId])).rows as Backup['keys'],
  ),
  ring: held.ring,
});

/** Reads the profile of a backup with the key store of the same backup and the regional keys of today. */
async function restored({ profile, keys, ring }: Backup): Promise<string> {
  const rows = keys.map((row) => ({ ...row, ripe: true }));
  const store = { $queryRaw: () => Promise.resolve(rows as never), $executeRaw: () => Promise.resolve(0) };
  const key = (await vault(store, keyRing(ring)).keysOf([userId])).get(userId);
  assert.ok(key, 'the key is gone');
  return openProfile(key, profile).email;
}

void test('what says who a person is stands sealed in its own columns and nowhere else, and is gone after the deletion', async (t) => {
  await signUp();
  await fillIn();
  await rent();
  await stumble();

  await t.test('no marker in any table, log, event, Redis or data file', async () => {
    assert.deepEqual(await held.inDatabases(), []);
    assert.deepEqual(held.inFiles(), []);
    assert.ok((await held.inDatabases([userId])).includes('identity: user.id'), 'what is looked for is found where it has to be');
    assert.ok(
      held.inFiles([]).some((file) => file.startsWith('mail')),
      'what is looked for is found where it has to be',
    );
  });

  const kept = await backup();
  await t.test('a backup can be read while the person is there', async () => {
    assert.equal(await restored(kept), marks.email);
  });

  await t.test('after the deletion the person is in no database', async () => {
    await person(`mutation Prove($password: String!) { stepUp(password: $password) { expiresAt accessToken } }`, { password }).then(
      (answer) => {
        person = asked.withToken((answer as { stepUp: { accessToken: string } }).stepUp.accessToken);
      },
    );
    const { deleteAccount } = await person<{ deleteAccount: { id: string } }>(`mutation Delete { deleteAccount { id state } }`, {});
    await eventually(async () => {
      const { accountDeletion } = await asked.guest<{ accountDeletion: { state: string } }>(
        `query Gone($id: ID!) { accountDeletion(id: $id) { state erasedIn } }`,
        { id: deleteAccount.id },
      );
      return accountDeletion.state === 'DONE';
    }, 'the end of the deletion');
    const rows = await held.inDatabase(
      'identity',
      async (client) => (await client.query('SELECT 1 FROM "user" WHERE id = $1', [userId])).rowCount,
    );
    assert.equal(rows, 0);
    assert.deepEqual(await held.inDatabases(), []);
    assert.deepEqual(held.inFiles(), []);
  });

  await t.test(
    'and a backup taken before cannot be read once the regional key has been rotated, the key store in it included',
    async () => {
      const env = {
        PATH: process.env['PATH'],
        KEY_RING: kept.ring,
        KEYS_DATABASE_URL: held.keysUrl(),
      };
      // A ring of this machine is there at once: processes look at it every two seconds.
      await execute(process.execPath, ['tools/keys.ts', 'rotate', '--settle', '3'], { cwd: path.dirname(import.meta.dirname), env });
      await assert.rejects(restored(kept));
    },
  );
});
