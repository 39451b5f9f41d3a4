import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ask } from '@ycyw/service/graph';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { strFromU8, unzipSync } from 'fflate';
import { v7 as uuidv7 } from 'uuid';
import { pruneExports } from '../src/data/data-export.ts';
import { page } from '../src/export/page.ts';
import { exportsRoute } from '../src/export/route.ts';
import { workOnExports } from '../src/export/worker.ts';
import { aHouse, aUser, type Entered, type House } from './house.ts';

let house: House;
let server: Server;
let down = false;
const asked: string[] = [];

const records = (kind: string, page: number) => [
  {
    kind,
    at: '2026-05-01T10:00:00.000Z',
    data: JSON.stringify({ page, subject: '<script>alert(1)</script>', totalMinor: 12990, currency: 'EUR' }),
  },
];
/** A graph in which each domain has two pages. */
const ask: Ask = (query, { after }) => {
  const field = /records: (\w+)\(/.exec(query)?.[1] ?? '';
  asked.push(field);
  if (down && field === 'supportRecords') return Promise.resolve({ user: { records: null } });
  return Promise.resolve({
    user: { records: after ? { records: records(field, 2), next: null } : { records: records(field, 1), next: 'x' } },
  });
};

beforeAll(async () => {
  house = await aHouse({ ask });
  const route = exportsRoute(house.means);
  server = createServer((request, response) => void route(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.stop();
});
beforeEach(() => {
  down = false;
});

const fields = 'id state url expiresAt';
const REQUEST = `mutation { requestDataExport { ${fields} } }`;
const proven = ({ viewer }: Entered) => ({ ...viewer, steppedUpAt: Date.now() });
interface Export {
  id: string;
  state: string;
  url: string | null;
  expiresAt: Date | null;
}
const request = async (person: Entered): Promise<Export> =>
  (await house.ask(REQUEST, {}, proven(person))).data.requestDataExport as unknown as Export;
const read = (viewer: Entered['viewer'], id: string) => house.ask(`query ($id: ID!) { dataExport(id: $id) { ${fields} } }`, { id }, viewer);
const found = async (person: Entered, id: string): Promise<Export> => (await read(proven(person), id)).data.dataExport as unknown as Export;
const work = (): Promise<void> => workOnExports({ ...house.means, log: house.log });
const fetchIt = (url: string | null, headers = {}): Promise<Response> =>
  fetch((url ?? '').replace('http://localhost:4000', `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`), { headers });

test('needs a fresh proof and a person; another’s is not found', async () => {
  const person = await aUser(house, { email: 'proof@example.org' });
  expect((await house.ask(REQUEST)).codes).toEqual(['UNAUTHENTICATED']);
  expect((await house.ask(REQUEST, {}, person.viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  expect((await house.ask(REQUEST, {}, { ...proven(person), scopes: new Set([]) })).codes).toEqual(['FORBIDDEN']);
  const { id } = await request(person);
  const stranger = await aUser(house, { email: 'stranger@example.org' });
  for (const viewer of [stranger.viewer, { ...stranger.viewer, role: 'ADMIN' as const }])
    expect((await read(viewer, id)).codes).toEqual(['NOT_FOUND']);
  expect((await read(person.viewer, uuidv7())).codes).toEqual(['NOT_FOUND']);
  expect((await read({}, id)).codes).toEqual(['UNAUTHENTICATED']);
});

test('gives the one under way again, also to ten who ask at once', async () => {
  const person = await aUser(house, { email: 'twice@example.org' });
  const all = await Promise.all(Array.from({ length: 10 }, () => request(person)));
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(all[0]).toMatchObject({ state: 'QUEUED', url: null, expiresAt: null });
});

test.each([
  ['fr-FR', 'Vos données', '129,90'],
  ['en-GB', 'Your data', '€129.90'],
])('holds everything from all five domains, for machines and for people in %s, escaped', async (locale, title, price) => {
  const email = `all-${locale}@example.org`;
  const person = await aUser(house, { email, locale, givenName: 'Zoé' });
  const { id } = await request(person);
  asked.length = 0;
  await work();
  const done = await found(person, id);
  expect(done.state).toBe('DONE');
  const answer = await fetchIt(done.url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="your-car-your-way-[\d-]+\.zip"$/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  expect(Object.keys(files)).toEqual(['data.json', 'index.html']);
  const data = JSON.parse(strFromU8(files['data.json'] ?? new Uint8Array())) as Record<
    string,
    { kind: string; data: { email?: string; page?: number } }[]
  >;
  expect(data['identity']?.find(({ kind }) => kind === 'account')?.data.email).toBe(email);
  expect(data['identity']?.find(({ kind }) => kind === 'session')?.data).toHaveProperty('country', null);
  expect(new Set(data['identity']?.map(({ kind }) => kind))).toEqual(new Set(['account', 'privacyChoice', 'session', 'dataExport']));
  for (const domain of ['booking', 'support', 'notifications', 'fleet'])
    expect(data[domain]?.map(({ data: { page } }) => page)).toEqual([1, 2]);
  const html = strFromU8(files['index.html'] ?? new Uint8Array());
  for (const said of [title, 'Zoé', email, price, locale === 'fr-FR' ? 'Vente ou partage' : 'Sale or sharing', '&lt;script&gt;'])
    expect(html).toContain(said);
  expect(html).not.toMatch(/<script|https?:\/\/|argon2/i);
});

test('tells once that it is ready, keeps it sealed, and forgets it after seven days', async () => {
  const email = 'sealed-marker@example.org';
  const person = await aUser(house, { email });
  const { id } = await request(person);
  await Promise.all([work(), work()]);
  const told = await house.db.outbox.findMany({
    where: { type: 'identity.dataExport.ready', payload: { path: ['exportId'], equals: id } },
  });
  expect(told.map(({ payload }) => payload)).toEqual([{ userId: person.id, region: 'EU', exportId: id, locale: 'fr' }]);
  expect(await columnsHolding(house.db, [email, Buffer.from(email).toString('base64').slice(0, 20), 'data.json'])).toEqual([]);
  const soon = new Date(house.means.clock.now().getTime() + 6 * 86_400_000);
  await pruneExports(house.db, soon);
  expect(await house.db.dataExport.count({ where: { id } })).toBe(1);
  await pruneExports(house.db, new Date(soon.getTime() + 2 * 86_400_000));
  expect(await house.db.dataExport.count({ where: { id } })).toBe(0);
});

test('makes five archives a day and no more', async () => {
  const person = await aUser(house, { email: 'often@example.org' });
  for (let n = 0; n < 5; n += 1) {
    expect((await request(person)).state).toBe('QUEUED');
    await house.db.dataExport.updateMany({ where: { userId: person.id }, data: { state: 'FAILED' } });
  }
  expect((await house.ask(REQUEST, {}, proven(person))).codes).toEqual(['RATE_LIMITED']);
  await house.advanceLimits(86_400_000);
  expect((await house.ask(REQUEST, {}, proven(person))).codes).toEqual([]);
});

test('takes no ticket that is forged, of another archive, or older than five minutes', async () => {
  const person = await aUser(house, { email: 'ticket@example.org' });
  const { id } = await request(person);
  await work();
  const { url } = await found(person, id);
  expect((await read(person.viewer, id)).codes).toEqual(['STEP_UP_REQUIRED']);
  const good = url ?? '';
  const ticket = /ticket=(\d+)\.([\w-]+)/.exec(good);
  for (const bad of [
    good.replace(/ticket=\d+/, 'ticket=9999999999'),
    good.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')).replace(/ticket=(\d+)\..{6}/, 'ticket=$1.AAAAAA'),
    good.replace(id, uuidv7()),
    good.replace(/&ticket=.*/, ''),
    good.replace(/ticket=.*/, `ticket=${ticket?.[1] ?? ''}.`),
    good.replace(id, "x'--"),
  ]) {
    const answer = await fetchIt(bad, { 'accept-language': 'en' });
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('no longer good')]);
  }
  expect((await fetchIt(good)).status).toBe(200);
  house.advance(301_000);
  expect((await fetchIt(good)).status).toBe(404);
  expect((await fetchIt((await found(person, id)).url)).status).toBe(200);
});

test('waits for a domain that is down, begins again after a crash, and never gives half an archive', async () => {
  const person = await aUser(house, { email: 'down@example.org' });
  const { id } = await request(person);
  down = true;
  await work();
  expect((await found(person, id)).state).toBe('RUNNING');
  down = false;
  await work();
  expect((await found(person, id)).state).toBe('RUNNING'); // not due yet
  await house.db.dataExport.update({ where: { id }, data: { dueAt: new Date(house.means.clock.now().getTime() + 300_000) } }); // as a worker that was killed left it
  expect((await request(person)).id).toBe(id);
  house.advance(301_000);
  await work();
  expect((await found(person, id)).state).toBe('DONE');
});

test('gives up after twelve attempts, and another may then be asked for', async () => {
  const person = await aUser(house, { email: 'never@example.org' });
  const { id } = await request(person);
  down = true;
  for (let n = 0; n < 12; n += 1) {
    await work();
    house.advance(1_801_000);
  }
  expect((await found(person, id)).state).toBe('FAILED');
  expect((await request(person)).id).not.toBe(id);
});

test('shows what looks like a date and is none as it was written', () => {
  const odd = ['2026-13-45', '2026-02-30', '0000-00-00', '2026-99-99T99:99:99Z', '2026-02-30T10:00:00.5Z'];
  const message = { kind: 'message', at: '2026-05-01T10:00:00Z', data: { body: odd[0], subject: odd } };
  const holdings = { identity: [], booking: [], support: [message], notifications: [], fleet: [] };
  const html = page({ language: 'fr', givenName: 'Zoé', holdings, now: new Date() });
  for (const text of ['2026-13-45', '0000-00-00', '2026-99-99T99:99:99Z']) expect(html).toContain(text);
});
