import pg from 'pg';
import { aConversation, aDesk, field, send, type Person, type TestDesk } from './aDesk.ts';

let test: TestDesk;
let claire: Person;
beforeAll(async () => {
  test = await aDesk();
  claire = await test.a('CUSTOMER');
});
afterAll(() => test.stop());

const READ = 'query ($id: ID!) { conversation(id: $id) { subject messages { edges { node { body } } } } }';

async function everything(): Promise<string> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    const tables: pg.QueryResult<Record<string, unknown>>[] = [];
    for (const { name } of rows) tables.push(await client.query(`SELECT * FROM ${client.escapeIdentifier(name)}`));
    const readable = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('latin1') : value);
    return JSON.stringify(tables.map((table) => table.rows.map((row) => Object.values(row).map(readable))));
  } finally {
    await client.end();
  }
}

it('keeps no word of what is said in the clear, and gives it back to who may read it', async () => {
  const id = await aConversation(claire, { subject: 'MARKER-subject', body: 'MARKER-first' });
  await send(claire, id, 'MARKER-second');
  const kept = await everything();
  expect(kept).toContain(id);
  expect(kept).not.toContain('MARKER');
  const agent = await test.a('ADMIN');
  expect(field((await agent.ask(READ, { id })) as never, 'conversation')).toEqual({
    subject: 'MARKER-subject',
    messages: { edges: [{ node: { body: 'MARKER-first' } }, { node: { body: 'MARKER-second' } }] },
  });
});

it('shows of somebody who was erased that something was said, and not what', async () => {
  const zoe = await test.a('CUSTOMER');
  const id = await aConversation(zoe, { subject: 'Ma licence', body: '12AB34567' });
  await test.desk.vault.erase(zoe.id, 'EU');
  const agent = await test.a('ADMIN');
  expect(field((await agent.ask(READ, { id })) as never, 'conversation')).toEqual({
    subject: 'Effacé',
    messages: { edges: [{ node: { body: null } }] },
  });
  expect(await send(agent, id, 'Êtes-vous là ?')).toMatchObject({ data: null, code: 'CONVERSATION_CLOSED' });
});

it('asks whose key it is once at most, however many messages follow', async () => {
  const id = await aConversation(claire);
  const agent = await test.a('ADMIN');
  const { sql } = test.desk;
  const raw = sql.$queryRaw.bind(sql);
  let asked = 0;
  sql.$queryRaw = (...args: Parameters<typeof raw>) => {
    asked += 1;
    return raw(...args);
  };
  const counts: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    asked = 0;
    await send(agent, id, String(n));
    counts.push(asked);
  }
  sql.$queryRaw = raw;
  // The first may ask, where nobody here has looked at that conversation yet.
  expect(counts[0]).toBeLessThanOrEqual(1);
  expect(counts.slice(1)).toEqual([0, 0, 0]);
});
