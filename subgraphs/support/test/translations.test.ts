import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logger } from '@ycyw/service/log';
import { systemClock } from '@ycyw/service/clock';
import { meeting } from '@ycyw/service/testing/meeting';
import { openDesk } from '../src/desk.ts';
import { guarded } from '../src/translator/guarded.ts';
import { libreTranslate } from '../src/translator/libreTranslate.ts';
import type { Translator } from '../src/translator/translator.ts';
import { aConversation, aDesk, field, send, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { following } from './follower.ts';

interface Question {
  q: string[];
  source: string;
  target: string;
  format: string;
  api_key: string;
}

const fine = (response: ServerResponse, { q, target }: Question): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      translatedText: q.map((text) => `${target}: ${text}`),
      detectedLanguage: q.map((text) => ({ confidence: 90, language: text.includes('Guten') ? 'de' : /\bthe\b/.test(text) ? 'en' : 'fr' })),
    }),
  );
};

/** A server that speaks LibreTranslate's protocol, as well or as badly as the test wants. */
let answer = fine;
const asked: Question[] = [];
let server: Server;
let test: TestDesk;
let claire: Person;
let marie: Person;
let conversationId: string;
let url: string;

const engine = (timeoutMs = 10_000): Translator => libreTranslate({ url, key: 'a key of ours', engine: 'Prüfstand', timeoutMs });
/** Whose reader waits for as long as a slow machine takes. */
const patient = { patienceMs: 20_000 };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const question = JSON.parse(body) as Question;
      asked.push(question);
      answer(response, question);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  test = await aDesk({ translator: engine(), ...patient });
  [claire, marie] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
});
afterAll(async () => {
  await test.stop();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  answer = fine;
  asked.length = 0;
  conversationId = await aConversation(claire, { body: 'Bonjour, la voiture est en panne' });
  await marie.ask(TAKE, { id: conversationId });
});

interface Shown {
  body: string;
  language: string;
  translation: { language: string; body: string; engine: string } | null;
}
const READ = `query ($id: ID!, $to: Locale!) { conversation(id: $id) { messages { edges { node { body language translation(to: $to) { language body engine } } } } } }`;
const read = async (person: Person, to = 'en', id = conversationId): Promise<Shown[]> => {
  const answered = await person.ask(READ, { id, to });
  return field<{ messages: { edges: { node: Shown }[] } }>(answered as never, 'conversation').messages.edges.map(({ node }) => node);
};
/** Another process of support, on the same database. */
const another = (means: { translator: Translator; patienceMs?: number }) =>
  openDesk({
    files: test.desk.files,
    databaseUrl: test.url,
    vault: test.desk.vault,
    clock: systemClock,
    log: logger('support', 'silent'),
    ...means,
  });
const rows = () => test.db.translation.findMany({ where: { message: { conversationId } } });

it('shows the original and, beside it, what it says in the reader’s language and who says so', async () => {
  expect(await read(marie)).toEqual([
    {
      body: 'Bonjour, la voiture est en panne',
      language: 'fr',
      translation: { language: 'en', body: 'en: Bonjour, la voiture est en panne', engine: 'Prüfstand' },
    },
  ]);
  expect(asked).toEqual([
    { q: ['Bonjour, la voiture est en panne'], source: 'auto', target: 'en', format: 'text', api_key: 'a key of ours' },
  ]);
});

it('asks for many messages in one call, and never again for what it has', async () => {
  for (const body of ['Où est la clé ?', 'Je suis au parking', 'Merci']) await send(claire, conversationId, body);
  await read(marie);
  expect(asked.map(({ q }) => q.length)).toEqual([4]);
  await read(claire, 'en');
  expect(asked).toHaveLength(1);
});

it('asks for nothing that is in the reader’s language already', async () => {
  expect(await read(claire, 'fr')).toMatchObject([{ translation: null }]);
  expect(asked).toEqual([]);
});

it.each([
  ['by its words, whatever the sender’s screen says', 'Where is the car, please? I am at the desk', 'en'],
  ['as the sender’s screen where its words do not tell', 'OK', 'fr'],
])('knows a message’s language %s', async (_, body, language) => {
  await send(claire, conversationId, body);
  expect((await read(claire, 'fr')).at(-1)).toMatchObject({ language });
});

it('believes the translator about the language, and then has nothing to translate', async () => {
  await send(claire, conversationId, 'the end');
  await read(marie);
  expect((await read(marie)).at(-1)).toMatchObject({ body: 'the end', language: 'en', translation: null });
});

it('leaves the language as it was where the translator finds one that is none of ours', async () => {
  await send(claire, conversationId, 'Guten Tag');
  expect((await read(marie)).at(-1)).toMatchObject({ language: 'fr', translation: { body: 'en: Guten Tag' } });
});

it('refuses a language that is none of ours', async () => {
  expect(await marie.ask(READ, { id: conversationId, to: 'de' })).toMatchObject({ code: 'BAD_INPUT' });
  expect(asked).toEqual([]);
});

it('keeps translations sealed with the customer’s key', async () => {
  await read(marie);
  const [{ body } = { body: null }] = await rows();
  expect(Buffer.from(body ?? []).toString()).not.toContain('Bonjour');
  await test.desk.vault.erase(claire.id, 'EU');
  expect(await read(marie)).toMatchObject([{ body: null, translation: null }]);
  claire = await test.a('CUSTOMER');
});

it.each<[string, typeof fine]>([
  ['HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Bonjour</html>')],
  ['500', (response) => response.writeHead(500).end('{}')],
  ['another number of texts', (response) => response.writeHead(200).end('{"translatedText":[]}')],
  ['one text instead of a list', (response) => response.writeHead(200).end('{"translatedText":"a"}')],
  ['a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
  ['a megabyte and more', (response) => response.writeHead(200).end(JSON.stringify({ translatedText: ['x'.repeat(1_100_000)] }))],
  ['a text without end', (response) => response.writeHead(200).end(JSON.stringify({ translatedText: ['x'.repeat(9000)] }))],
])('answers null while the translator answers %s, and asks again afterwards', async (_, badly) => {
  answer = badly;
  expect(await read(marie)).toMatchObject([{ body: 'Bonjour, la voiture est en panne', translation: null }]);
  expect(await rows()).toEqual([]);
  answer = fine;
  expect(await read(marie)).toMatchObject([{ translation: { language: 'en' } }]);
});

it('answers null while the translator answers nothing at all, and asks again afterwards', async () => {
  const deaf = await another({ translator: engine(300), ...patient });
  answer = () => undefined;
  const [message] = await deaf.loaders.messages.load({ conversationId, above: 0, below: 9, size: 1, fromEnd: false });
  if (!message) throw new Error('no message');
  expect(await deaf.translations.load({ message, to: 'en' })).toBeNull();
  expect(await rows()).toEqual([]);
  answer = fine;
  expect(await test.desk.translations.load({ message, to: 'en' })).toMatchObject({ language: 'en' });
  await deaf.close();
});

it('keeps what comes too late for the reader who asked, for the next look', async () => {
  const slow = await another({ translator: engine() });
  let late = (): unknown => undefined;
  answer = (response, question) => (late = () => fine(response, question));
  const message = (await slow.loaders.messages.load({ conversationId, above: 0, below: 9, size: 1, fromEnd: false }))[0];
  if (!message) throw new Error('no message');
  // The answer comes only after the reader’s.
  expect(await slow.translations.load({ message, to: 'en' })).toBeNull();
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  late();
  while ((await rows())[0]?.engine !== 'Prüfstand') await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await slow.translations.load({ message, to: 'en' })).toMatchObject({ engine: 'Prüfstand' });
  expect(asked).toHaveLength(1);
  await slow.close();
});

it('takes nothing but text: controls go, markup stays what it is', async () => {
  answer = (response) => response.writeHead(200).end(JSON.stringify({ translatedText: ['a\u0000b\u0007 <b>c</b>\nd'] }));
  expect(await read(marie)).toMatchObject([{ translation: { body: 'ab <b>c</b>\nd' } }]);
});

it('is asked once for a message, however many readers of however many processes come at once', async () => {
  const others = await Promise.all(Array.from({ length: 4 }, () => another({ translator: engine(), ...patient })));
  answer = (response, question) => setTimeout(() => fine(response, question), 150);
  const [message] = await test.desk.loaders.messages.load({ conversationId, above: 0, below: 9, size: 1, fromEnd: false });
  if (!message) throw new Error('no message');
  // Warm, so that they really come at once.
  await Promise.all(others.map(({ sql }) => sql.$queryRaw`SELECT 1`));
  const told = await Promise.all(
    others.flatMap((desk) => Array.from({ length: 10 }, () => desk.translations.load({ message, to: 'en' as const }))),
  );
  expect(new Set(told.map((each) => each?.body))).toEqual(new Set(['en: Bonjour, la voiture est en panne']));
  expect(asked).toHaveLength(1);
  // The control: who looks before asking, without a claim, asks many times.
  asked.length = 0;
  await test.db.translation.deleteMany();
  const met = meeting();
  const naive = async ({ sql }: (typeof others)[number]): Promise<void> => {
    const found = await sql.$queryRaw<unknown[]>`SELECT 1 FROM translation WHERE message_id = ${message.id}::uuid`;
    await met();
    if (found.length > 0) return;
    await engine().translate([message.body ?? ''], 'fr', 'en');
    await sql.$executeRaw`INSERT INTO translation (message_id, revision, language, engine) VALUES (${message.id}::uuid, 0, 'en', 'x') ON CONFLICT DO NOTHING`;
  };
  await Promise.all(others.map(naive));
  expect(asked.length).toBeGreaterThan(1);
  await Promise.all(others.map((desk) => desk.close()));
});

it('never keeps a message that arrives waiting', async () => {
  answer = () => undefined;
  const live = following<{ body: string; translation: unknown }>(
    marie,
    'messageAdded',
    'subscription ($id: ID!) { messageAdded(conversationId: $id) { body translation(to: "en") { body } } }',
    { id: conversationId },
  );
  expect(await live.until((items) => items.length === 1)).toMatchObject([{ translation: null }]);
  live.stop();
  expect(asked).toEqual([]);
});

it('translates a changed message anew, and forgets what it said before', async () => {
  await read(marie);
  await test.db.message.updateMany({ where: { conversationId }, data: { revision: 1 } });
  await read(marie);
  expect(asked).toHaveLength(2);
  expect(await rows()).toMatchObject([{ revision: 1 }]);
});

describe('a translator that fails', () => {
  const failing: Translator = { engine: 'x', translate: () => Promise.reject(new Error('down')) };

  it('is left alone after four failures, and tried again by one after ten seconds', async () => {
    let now = 0;
    let calls = 0;
    const told: unknown[] = [];
    const counted = guarded(
      { ...failing, translate: () => (calls++, failing.translate([], 'fr', 'en')) },
      (error) => told.push(error),
      () => now,
    );
    const ask = () => counted.translate([], 'fr', 'en').catch((error: unknown) => error);
    for (let n = 0; n < 8; n += 1) await ask();
    expect(calls).toBe(4);
    expect(told).toHaveLength(1);
    now = 10_001;
    await ask();
    await ask();
    expect(calls).toBe(5);
  });

  it('is asked four things at once at most', async () => {
    const held: (() => void)[] = [];
    const slow = guarded({ engine: 'x', translate: () => new Promise((resolve) => held.push(() => resolve([]))) }, () => undefined);
    const answers = Array.from({ length: 6 }, () => slow.translate([], 'fr', 'en').catch(() => 'refused'));
    expect(held).toHaveLength(4);
    for (const release of held) release();
    expect(await Promise.all(answers)).toEqual([[], [], [], [], 'refused', 'refused']);
  });
});
