import { createHmac } from 'node:crypto';
import { aCall, callOf, hangUp, logged, type Call } from './aCall.ts';
import { aConversation, aDesk, field, type Person, type TestDesk } from './aDesk.ts';

const secret = 'the secret of the relay';
const urls = ['turn:relay.example:3478?transport=udp', 'turns:relay.example:5349?transport=tcp'];
let test: TestDesk;
let claire: Person;
let marie: Person;

beforeAll(async () => {
  test = await aDesk({ calls: { turn: { urls, secret, ttlSeconds: 600 }, relayOnly: true } });
});
beforeEach(async () => {
  [claire, marie] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
});
afterAll(() => test.stop());

const serverOf = (call: Call | null): { username: string; credential: string; urls: string[] } => {
  const [server] = call?.iceServers ?? [];
  if (!server?.username || !server.credential) throw new Error('no relay');
  return { urls: server.urls, username: server.username, credential: server.credential };
};

it('gives each side a name of its own that says when it ends and not who it is, and the password that the relay makes of it', async () => {
  const { conversationId } = await aCall(claire, marie);
  const before = Math.floor(Date.now() / 1000);
  const servers = await Promise.all([claire, marie].map(async (person) => serverOf(await callOf(person, conversationId))));
  for (const server of servers) {
    const [ends = '', pseudonym = ''] = server.username.split(':');
    expect(Number(ends)).toBeGreaterThanOrEqual(before + 600);
    expect(Number(ends)).toBeLessThan(before + 660);
    expect(pseudonym).toHaveLength(22);
    expect(server.urls).toEqual(urls);
    expect(server.credential).toBe(createHmac('sha1', secret).update(server.username).digest('base64'));
    for (const { id } of [claire, marie]) expect(server.username).not.toContain(id);
  }
  expect(new Set(servers.map(({ username }) => username.split(':')[1])).size).toBe(2);
});

it('gives none to staff who are not in it, and to nobody once it is over', async () => {
  const { id, conversationId } = await aCall(claire, marie);
  for (const role of ['AGENT', 'MANAGER', 'ADMIN'] as const)
    expect(await callOf(await test.a(role), conversationId)).toMatchObject({ id, ofMine: false, iceServers: [] });
  await hangUp(claire, id);
  for (const person of [claire, marie]) expect((await logged(person, conversationId)).call).toMatchObject({ id, iceServers: [] });
});

it('says beforehand whether there is a relay', async () => {
  const without = await aDesk();
  for (const [desk, has] of [
    [test, true],
    [without, false],
  ] as const) {
    const somebody = await desk.a('CUSTOMER');
    const id = await aConversation(somebody);
    expect(field(await somebody.ask('query ($id: ID!) { conversation(id: $id) { hasCallRelay } }', { id }), 'conversation')).toEqual({
      hasCallRelay: has,
    });
  }
  await without.stop();
});

it('tells both where calls go through the relay alone', async () => {
  const { conversationId } = await aCall(claire, marie);
  for (const person of [claire, marie]) expect((await callOf(person, conversationId))?.relayOnly).toBe(true);
});
