import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { endedSessionsRoute } from '../src/ended-sessions.ts';
import { aHouse, aUser, signOut, type House } from './house.ts';

const internalKey = new Uint8Array(32).fill(9);
let house: House;
let server: Server;
beforeAll(async () => {
  house = await aHouse();
  const route = endedSessionsRoute({ db: house.db, clock: house.means.clock, internalKey });
  server = createServer((request, response) => void route(request, response));
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await house.stop();
});

const token = (audience: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('router')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(internalKey);
const ask = (authorization?: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, { headers: authorization ? { authorization } : {} });

test('names to the router the sessions that ended while a token of theirs may still be good', async () => {
  const stays = await aUser(house, { email: 'stays@example.org' });
  const leaves = await aUser(house, { email: 'leaves@example.org' });
  await house.ask(signOut, {}, leaves.viewer);
  const listed = async (): Promise<string[]> =>
    ((await (await ask(`Bearer ${await token('identity')}`)).json()) as { revoked: string[] }).revoked;
  expect(await listed()).toEqual([leaves.viewer.sessionId]);
  expect(await listed()).not.toContain(stays.viewer.sessionId);
  house.advance(12 * 60_000);
  expect(await listed()).toEqual([]);
});

test('tells nobody else', async () => {
  expect((await ask()).status).toBe(401);
  expect((await ask(`Bearer ${await token('fleet')}`)).status).toBe(401);
});
