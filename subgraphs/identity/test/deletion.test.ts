import type { Ask } from '@ycyw/service/graph';
import { consume } from '@ycyw/service/inbox';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { v7 as uuidv7 } from 'uuid';
import { endedIds, pruneEndedIds } from '../src/data/ended-id.ts';
import { erasureReactions, workOnErasures } from '../src/erasure.ts';
import { aHouse, aUser, anApplicant, me, password, refresh, register, signIn, type Entered, type House } from './house.ts';

let house: House;
let open: number | null = 0;
let refuseMail = false;
const transport = memoryTransport();
const ask: Ask = () => Promise.resolve({ user: open === null ? null : { openBookings: open } });

beforeAll(async () => {
  house = await aHouse({ ask });
  await consume('identity', ['fleet', 'booking', 'support', 'notifications'], transport, house.db, erasureReactions, house.log);
});
afterAll(() => house.stop());
beforeEach(() => {
  open = 0;
  refuseMail = false;
});

const fields = 'id state erasedIn finishedAt';
const DELETE = `mutation { deleteAccount { ${fields} } }`;
const proven = ({ viewer }: Entered, steppedUpAt = Date.now()) => ({ ...viewer, steppedUpAt });

interface Deletion {
  id: string;
  state: string;
  erasedIn: string[];
  finishedAt: Date | null;
}

const remove = async (person: Entered): Promise<Deletion> =>
  (await house.ask(DELETE, {}, proven(person))).data.deleteAccount as unknown as Deletion;
const stateOf = async (id: string): Promise<Deletion> =>
  (await house.ask(`query ($id: ID!) { accountDeletion(id: $id) { ${fields} } }`, { id })).data.accountDeletion as unknown as Deletion;

const sent: { to: string; subject: string }[] = [];
const work = (vault = house.means.vault): Promise<void> =>
  workOnErasures({
    ...house.means,
    vault,
    log: house.log,
    send: (to, { subject }) => (refuseMail ? Promise.reject(new Error('450 busy')) : Promise.resolve(void sent.push({ to, subject }))),
  });

const erasedIn = (domain: string, userId: string, deletionId: string) => ({
  id: uuidv7(),
  type: `${domain}.user.erased`,
  occurredAt: new Date().toISOString(),
  payload: { userId, deletionId },
});

async function answer(person: Entered, deletion: Deletion, ...domains: string[]): Promise<void> {
  for (const domain of domains) await transport.publish(domain, [erasedIn(domain, person.id, deletion.id)]);
}

const others = ['support', 'fleet', 'notifications', 'booking'];

test('needs a fresh proof, a person, and nothing booked or under way', async () => {
  const person = await aUser(house, { email: 'careful@example.org' });
  expect((await house.ask(DELETE)).codes).toEqual(['UNAUTHENTICATED']);
  expect((await house.ask(DELETE, {}, person.viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  expect((await house.ask(DELETE, {}, proven(person, Date.now() - 301_000))).codes).toEqual(['STEP_UP_REQUIRED']);
  expect((await house.ask(DELETE, {}, { ...proven(person), scopes: new Set(['bookings:write']) })).codes).toEqual(['FORBIDDEN']);
  open = 1;
  expect((await house.ask(DELETE, {}, proven(person))).codes).toEqual(['WRONG_STATE']);
  open = null;
  expect((await house.ask(DELETE, {}, proven(person))).codes).toEqual(['REGION_UNAVAILABLE']);
  expect(await house.db.accountDeletion.count()).toBe(0);
});

test('signs out everywhere at once and lets nobody in again', async () => {
  const person = await aUser(house, { email: 'out@example.org' });
  const deletion = await remove(person);
  expect(deletion).toMatchObject({ state: 'QUEUED', erasedIn: [], finishedAt: null });
  expect(await remove(person)).toEqual(deletion);
  expect((await house.ask(refresh, { refreshToken: person.refreshToken })).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await house.ask(signIn, { input: { email: 'out@example.org', password } })).codes).toEqual(['WRONG_CREDENTIALS']);
  const asked = await house.db.outbox.findFirstOrThrow({
    where: { type: 'identity.user.erasureRequested' },
    orderBy: { position: 'desc' },
  });
  expect(asked.payload).toEqual({ userId: person.id, deletionId: deletion.id, region: 'EU' });
  expect(await house.db.session.count({ where: { userId: person.id, endedAt: null } })).toBe(0);
});

test('leaves no session open however sign-ins and the deletion race', async () => {
  const person = await aUser(house, { email: 'race@example.org' });
  const input = { email: 'race@example.org', password };
  await Promise.all([...Array.from({ length: 4 }, () => house.ask(signIn, { input })), remove(person), house.ask(signIn, { input })]);
  expect(await house.db.session.count({ where: { userId: person.id, endedAt: null } })).toBe(0);
});

test('goes on only when all four have answered, in any order and as often as they like', async () => {
  const person = await aUser(house, { email: 'order@example.org' });
  await house.ask(register, { input: anApplicant({ email: 'ORDER@example.org' }) });
  const deletion = await remove(person);
  await answer(person, deletion, 'support', 'booking', 'support', 'fleet');
  await work();
  const half = await stateOf(deletion.id);
  expect(half).toMatchObject({ state: 'RUNNING', finishedAt: null });
  expect([...half.erasedIn].sort()).toEqual(['booking', 'fleet', 'support']);
  expect(await house.db.user.count({ where: { id: person.id } })).toBe(1);
  const last = erasedIn('notifications', person.id, deletion.id);
  await transport.publish('notifications', [last, last]);
  await transport.publish('notifications', [last]);
  await work();
  const done = await stateOf(deletion.id);
  expect(done.state).toBe('DONE');
  expect([...done.erasedIn].sort()).toEqual(['booking', 'fleet', 'identity', 'notifications', 'support']);
  expect(done.finishedAt).not.toBeNull();
  expect(await house.db.user.count({ where: { id: person.id } })).toBe(0);
  expect(await house.db.registration.count()).toBe(0);
  expect(await house.means.vault.isErased(person.id)).toBe(true);
  expect(sent.filter(({ to }) => to === 'order@example.org')).toEqual([{ to: 'order@example.org', subject: 'Votre compte est supprimé' }]);
  expect((await house.ask(me, {}, person.viewer)).data.me).toBeNull();
  await answer(person, deletion, ...others);
  await work();
  expect(await stateOf(deletion.id)).toEqual(done);
  expect(sent.filter(({ to }) => to === 'order@example.org')).toHaveLength(1);
});

test('survives dying after the key is gone and before the rows are, and while the last mail is sent', async () => {
  const person = await aUser(house, { email: 'crash@example.org', locale: 'en-GB' });
  const deletion = await remove(person);
  await answer(person, deletion, ...others);
  const { vault } = house.means;
  const dying = {
    ...vault,
    erase: async (owner: string, region: 'EU' | 'UK' | 'US') => {
      await vault.erase(owner, region);
      throw new Error('killed');
    },
  };
  await expect(work(dying)).rejects.toThrow('killed');
  expect(await house.db.user.count({ where: { id: person.id } })).toBe(1);
  expect((await stateOf(deletion.id)).state).toBe('RUNNING');
  refuseMail = true;
  await work();
  expect((await stateOf(deletion.id)).state).toBe('DONE');
  refuseMail = false;
  house.advance(10_000);
  await expect(work(dying)).rejects.toThrow('killed'); // the mail has left, and its key is gone; that it left is not noted
  house.advance(130_000);
  await work();
  expect(sent.filter(({ to }) => to === 'crash@example.org')).toEqual([{ to: 'crash@example.org', subject: 'Your account is deleted' }]);
  const row = await house.db.accountDeletion.findUniqueOrThrow({ where: { id: deletion.id } });
  expect(row).toMatchObject({ userId: null, mailSealed: null });
  expect(await vault.isErased(deletion.id)).toBe(true);
});

test('answers whoever has the id, and nothing to who guesses', async () => {
  expect(await stateOf(uuidv7())).toBeNull();
  expect(await stateOf("' OR 1=1")).toBeNull();
});

test('leaves nothing of the person in any table, nor the key that would read a backup', async () => {
  const email = 'marker.person@example.org';
  const person = await aUser(house, { email, givenName: 'Markergiven', familyName: 'Markerfamily' });
  const input = {
    birthDate: '1981-03-07',
    phone: '+33699887766',
    address: { line1: 'Markerstreet 1', line2: 'Markerfloor', city: 'Markercity', postalCode: 'MARK75', country: 'FR' },
    licence: { number: 'MARKER12345', country: 'FR', issuedOn: '2001-02-03', expiresOn: '2041-02-03' },
  };
  const update = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { phone } }';
  expect((await house.ask(update, { input }, person.viewer)).codes).toEqual([]);
  const now = house.means.clock.now();
  await house.db.passkey.create({
    data: {
      id: uuidv7(),
      userId: person.id,
      region: 'EU',
      credentialId: Buffer.from('markercredential'),
      publicKey: Buffer.from('markerkey'),
      counter: 0,
      transports: [],
      name: 'Markerphone',
      createdAt: now,
    },
  });
  await house.ask('mutation { requestDataExport { id } }', {}, proven(person));
  await house.ask('mutation { stepUp(password: "not mine") { accessToken } }', {}, person.viewer);
  const markers = [
    email,
    ...['Markergiven', 'Markerfamily', '1981-03-07', '+33699887766', 'Markerstreet', 'Markerfloor', 'Markercity', 'MARK75', 'MARKER12345'],
    ...['markercredential', 'markerkey', 'Markerphone', '2041-02-03'],
  ];
  expect(await columnsHolding(house.db, markers)).toEqual(['passkey.credential_id', 'passkey.name', 'passkey.public_key']);
  const kept = await house.db.user.findUniqueOrThrow({ where: { id: person.id } });
  const deletion = await remove(person);
  await answer(person, deletion, ...others);
  await work();
  expect(await columnsHolding(house.db, markers)).toEqual([]);
  // Ids alone are left, in what the domains were told and in the trail of who did what.
  const traces = await columnsHolding(house.db, [person.id]);
  expect(traces.filter((column) => !/^(outbox|audit_entry)\./.test(column))).toEqual([]);
  await expect(house.means.vault.keyOf(person.id, 'EU')).rejects.toThrow();
  expect(kept.profile.byteLength).toBeGreaterThan(100); // what a backup has is still there, and no key opens it
  expect((await house.means.vault.keysOf([person.id])).size).toBe(0);
});

test('tells the router of the sessions that ended though their rows are gone', async () => {
  const person = await aUser(house, { email: 'told@example.org' });
  const deletion = await remove(person);
  await answer(person, deletion, ...others);
  await work();
  expect(await house.db.session.count({ where: { userId: person.id } })).toBe(0);
  const minuteAgo = new Date(house.means.clock.now().getTime() - 60_000);
  expect(await endedIds(house.db, minuteAgo)).toContain(person.viewer.sessionId);
  await pruneEndedIds(house.db, new Date(house.means.clock.now().getTime() + 1000));
  expect(await endedIds(house.db, minuteAgo)).toEqual([]);
});
