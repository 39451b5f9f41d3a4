import { tellable } from '@ycyw/service/log';
import { columnsHolding } from '@ycyw/service/testing/markers';
import pg from 'pg';
import { aConversation, aDesk, field, send, type Person, type TestDesk } from '../aDesk.ts';
import { aConfidentialConversation, aDevice, letIn, openedBy, sendCiphertext, type TestDevice } from './devices.ts';

const marker = 'Zqmarker-carte-4970';
/** As whoever writes it down might: as it is, in base64 at each of its three places, in hex, in UTF-16. */
const forms = [
  marker,
  ...[0, 1, 2].map((offset) =>
    Buffer.from(' '.repeat(offset) + marker)
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  ),
  Buffer.from(marker).toString('hex'),
  Buffer.from(marker, 'utf16le').toString('hex'),
];
const bytes = [Buffer.from(marker), Buffer.from(marker, 'utf16le'), Buffer.from(marker, 'utf16le').swap16()];

let test: TestDesk;
let logged = '';
/** As the service's own, with all that it says kept. */
const note = (...said: unknown[]): void => {
  logged += JSON.stringify(said.map((each) => (each instanceof Error ? tellable(each) : each)));
};
const log = { info: note, warn: note, error: note, debug: note };
let claire: Person;
let marie: Person;
let clairesDevice: TestDevice;
let mariesDevice: TestDevice;
let ordinary: string;
let confidential: string;

/** Whether the marker stands in a value in any of its forms. */
const holds = (value: unknown): boolean => {
  const raw = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value ?? null));
  const lower = raw.toString('latin1').toLowerCase();
  return bytes.some((each) => raw.includes(each)) || forms.some((form) => raw.includes(form) || lower.includes(form.toLowerCase()));
};

async function everyValue(url: string): Promise<{ column: string; value: unknown }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    const found: { column: string; value: unknown }[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${client.escapeIdentifier(name)}`);
      for (const row of rows) for (const [column, value] of Object.entries(row)) found.push({ column: `${name}.${column}`, value });
    }
    return found;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  test = await aDesk({ log });
  [claire, marie] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
  clairesDevice = await aDevice(claire);
  mariesDevice = await aDevice(marie);
  ordinary = await aConversation(claire, { body: `${marker} ordinaire` });
  confidential = await aConfidentialConversation(claire, clairesDevice.name);
  const say = async (person: Person, device: TestDevice, readers: TestDevice[], body: string): Promise<void> => {
    const names = readers.map(({ name }) => name);
    field(await sendCiphertext(person, confidential, await device.encrypt(confidential, names, body)), 'sendMessage');
  };
  await say(claire, clairesDevice, [], `${marker} avant`);
  await letIn(confidential, { customer: claire, theirs: clairesDevice, agent: marie, agents: mariesDevice }, { history: true });
  const before = [mariesDevice.box.items.length, clairesDevice.box.items.length] as const;
  await say(claire, clairesDevice, [mariesDevice], `${marker} à vous`);
  await mariesDevice.box.until((items) => items.length > before[0]);
  await mariesDevice.receive(mariesDevice.box.items.slice(before[0]));
  await say(marie, mariesDevice, [clairesDevice], `${marker} reçu`);
  await clairesDevice.box.until((items) => items.length > before[1]);
  await clairesDevice.receive(clairesDevice.box.items.slice(before[1]));
  // What comes in the clear by mistake is refused, and not kept either.
  expect(await send(claire, confidential, marker)).toMatchObject({ code: 'BAD_INPUT' });
  expect(await sendCiphertext(claire, confidential, JSON.stringify({ body: marker }))).toMatchObject({ code: 'BAD_INPUT' });
}, 120_000);
afterAll(async () => {
  clairesDevice.close();
  mariesDevice.close();
  await test.stop();
});

const bodies = async (id: string): Promise<{ body: Buffer | null; ciphertext: Buffer | null }[]> =>
  (await test.db.message.findMany({ where: { conversationId: id }, orderBy: { sequence: 'asc' } })).map(({ body, ciphertext }) => ({
    body: body && Buffer.from(body),
    ciphertext: ciphertext && Buffer.from(ciphertext),
  }));

it('both devices read what was said', async () => {
  const said = [`${marker} avant`, `${marker} à vous`, `${marker} reçu`];
  expect(await openedBy(claire, clairesDevice, confidential)).toEqual(said);
  expect(await openedBy(marie, mariesDevice, confidential)).toEqual(said);
});

it('no byte of it stands in any column, in whatever form, nor in the log', async () => {
  const values = [...(await everyValue(test.url)), ...(await everyValue(test.keysUrl))];
  expect(values.length).toBeGreaterThan(200);
  expect(values.filter(({ value }) => holds(value)).map(({ column }) => column)).toEqual([]);
  expect(await columnsHolding(test.db, forms)).toEqual([]);
  expect(holds(logged)).toBe(false);
  log.info({ marker }, 'the control');
  expect(holds(logged)).toBe(true);
});

it('what looks for it finds it where it is', async () => {
  const planted = [marker, Buffer.from(`x${marker}`).toString('base64'), Buffer.from(marker).toString('hex').toUpperCase()];
  expect(planted.every(holds)).toBe(true);
  expect(holds(Buffer.from(`é${marker}`, 'utf16le'))).toBe(true);
  expect((await everyValue(test.url)).some(({ value }) => value === confidential)).toBe(true);
});

it('with all its keys the server opens the ordinary conversation, and of the confidential one nothing', async () => {
  const key = (await test.desk.vault.keysOf([claire.id])).get(claire.id);
  if (!key) throw new Error('no key');
  const [first] = await bodies(ordinary);
  expect(key.open(first?.body ?? Buffer.alloc(0), 'message.body')).toBe(`${marker} ordinaire`);
  // All that the customer's key opens: of every sealed value the plain text.
  const opened = (await bodies(confidential)).map(({ body, ciphertext }) => ({
    body,
    text: ciphertext && key.open(ciphertext, 'message.ciphertext'),
  }));
  expect(opened).toHaveLength(3);
  for (const { body, text } of opened) {
    expect(body).toBeNull();
    const event = JSON.parse(text ?? '') as { algorithm: string; ciphertext: string };
    expect(event.algorithm).toBe('m.megolm.v1.aes-sha2');
    expect(holds(text)).toBe(false);
    expect(holds(Buffer.from(event.ciphertext, 'base64'))).toBe(false);
  }
});

it('nor do the keys that pass by: whoever keeps all that devices told each other has no key to it', () => {
  const told = [...clairesDevice.box.items, ...mariesDevice.box.items];
  expect(told.length).toBeGreaterThan(1);
  for (const { content } of told) {
    expect(holds(content)).toBe(false);
    const { ciphertext } = JSON.parse(content) as { ciphertext: Record<string, { body: string }> };
    for (const { body } of Object.values(ciphertext)) {
      const raw = Buffer.from(body, 'base64').toString('latin1');
      expect(raw).not.toMatch(/session_key|m\.room_key|ycyw\.history/);
    }
  }
});
