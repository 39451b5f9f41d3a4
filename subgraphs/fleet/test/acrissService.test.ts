import { spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { localWords, type DecodeAcriss } from '../src/acriss/decoding.ts';
import { rememberingAcriss } from '../src/acriss/remembered.ts';
import { askAcriss } from '../src/acriss/service.ts';
import { aClass, aFleet } from './fleet.ts';

type Handler = (code: string, response: ServerResponse, request: IncomingMessage) => void;

const theirs = (code: string, own: Record<string, unknown> = {}) => {
  const words = { category: `theirs ${code}`, type: 't', transmission: 'tr', fuelAndAir: 'f' };
  return JSON.stringify({ code, words: { fr: words, en: words }, ...own });
};
const tellsTheTruth: Handler = (code, response) => response.end(theirs(code));
const fails: Handler = (_, response) => response.writeHead(503).end();

let server: Server;
let url: string;
let handler: Handler = tellsTheTruth;
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const code = (request.url ?? '').split('/').at(-1) ?? '';
    asked.push(code);
    handler(code, response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
});
beforeEach(() => {
  asked = [];
  handler = tellsTheTruth;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const warnings: unknown[] = [];
const log = { warn: (...told: unknown[]) => void warnings.push(told) };

/** A decoder on the server above, and its time; it waits as long as it takes unless `patience` says otherwise. */
function decoder({ timeoutMs = 10_000, patience = 20_000 } = {}) {
  let now = Date.parse('2026-07-14T12:00:00Z');
  const ask = askAcriss({ url, key: 'secret-key', timeoutMs });
  const decode = rememberingAcriss(ask, { now: () => new Date(now) }, log, patience);
  return { decode, pass: (ms: number) => (now += ms) };
}
const categories = async (decode: DecodeAcriss, ...codes: string[]): Promise<string[]> =>
  (await Promise.all(codes.map((code) => decode(code)))).map(({ fr }) => fr.category);

test('asks with its key, keeps the answer for 24 hours, then asks again', async () => {
  let key: string | undefined;
  handler = (code, response, request) => {
    key = request.headers.authorization;
    response.end(theirs(code));
  };
  const { decode, pass } = decoder();
  expect(await decode('EDMV')).toMatchObject({ en: { code: 'EDMV', category: 'theirs EDMV', fuelAndAir: 'f' } });
  pass(86_399_999);
  await decode('EDMV');
  expect([asked, key]).toEqual([['EDMV'], 'Bearer secret-key']);
  pass(1);
  await decode('EDMV');
  expect(asked).toEqual(['EDMV', 'EDMV']);
});

test('fifty who ask at once for one code are one request', async () => {
  const { decode } = decoder();
  expect(new Set(await categories(decode, ...Array<string>(50).fill('EDMV')))).toEqual(new Set(['theirs EDMV']));
  expect(asked).toEqual(['EDMV']);
});

const word = { category: 'c', type: 't', transmission: 'tr', fuelAndAir: 'f' };
test.each<[string, Handler]>([
  ['fails', fails],
  ['breaks off', (_, response) => response.destroy()],
  ['answers no JSON', (_, response) => response.end('<html>')],
  ['answers another shape', (code, response) => response.end(JSON.stringify({ code, meaning: 'car' }))],
  ['leaves a language out', (code, response) => response.end(theirs(code, { words: { en: word } }))],
  ['leaves a word empty', (code, response) => response.end(theirs(code, { words: { en: word, fr: { ...word, type: ' ' } } }))],
  ['answers for another code', (_, response) => response.end(theirs('PDAC'))],
  ['answers without end', (code, response) => response.end(theirs(code, { padding: 'x'.repeat(20_000) }))],
  ['sends elsewhere', (code, response) => response.writeHead(302, { location: `/codes/${code}` }).end()],
])('our own table answers when the service %s, and the fifth failure in a row is the last it hears of us', async (_, garbage) => {
  handler = garbage;
  const { decode } = decoder();
  const codes = ['EDMV', 'CDMV', 'IDMV', 'SDMV', 'FDMV', 'PDMV', 'LDMV'];
  for (const code of codes) expect(await decode(code)).toEqual(localWords(code));
  expect(asked).toHaveLength(5);
});

test('a code that the service does not know is no failure of the service: ours stand for 24 hours', async () => {
  handler = (_, response) => response.writeHead(404).end('{}');
  const { decode } = decoder();
  const codes = ['EDMV', 'CDMV', 'IDMV', 'SDMV', 'FDMV', 'PDMV', 'LDMV'];
  for (const code of [...codes, ...codes]) expect(await decode(code)).toEqual(localWords(code));
  expect(asked).toEqual(codes);
});

test('our own table answers when the service hangs: it is given up, and counts as a failure', async () => {
  handler = () => undefined;
  const { decode } = decoder({ timeoutMs: 20 });
  for (const code of ['EDMV', 'CDMV', 'IDMV', 'SDMV', 'FDMV', 'PDMV']) expect(await decode(code)).toEqual(localWords(code));
  expect(asked).toHaveLength(5);
});

test('a body that never ends is given up, too', async () => {
  handler = (code, response) => response.write(theirs(code).slice(0, 20));
  const { decode } = decoder({ timeoutMs: 50 });
  expect(await decode('EDMV')).toEqual(localWords('EDMV'));
});

test('four failures, a success, four failures: it stays closed', async () => {
  const { decode } = decoder();
  for (const [code, how] of [
    ['EDMV', fails],
    ['CDMV', fails],
    ['IDMV', fails],
    ['SDMV', fails],
    ['PDAC', tellsTheTruth],
    ['EDMV', fails],
    ['CDMV', fails],
    ['IDMV', fails],
    ['SDMV', fails],
  ] as const) {
    handler = how;
    await decode(code);
  }
  handler = tellsTheTruth;
  expect(await categories(decode, 'FDMV')).toEqual(['theirs FDMV']);
});

test('half a minute after it opened one request is let through: it opens again on failure, closes on success', async () => {
  handler = fails;
  const { decode, pass } = decoder();
  for (let n = 0; n < 6; n += 1) await decode('EDMV');
  expect(asked).toHaveLength(5);
  pass(29_999);
  await decode('EDMV');
  expect(asked).toHaveLength(5);
  pass(1);
  await categories(decode, 'EDMV', 'CDMV', 'IDMV');
  expect(asked).toHaveLength(6);
  pass(29_999);
  await decode('EDMV');
  expect(asked).toHaveLength(6);
  handler = tellsTheTruth;
  pass(1);
  expect(await categories(decode, 'EDMV')).toEqual(['theirs EDMV']);
  expect(await categories(decode, 'CDMV', 'IDMV')).toEqual(['theirs CDMV', 'theirs IDMV']);
  expect(warnings.length).toBeGreaterThanOrEqual(2);
});

test('nobody waits for a slow answer beyond their patience; it serves whoever asks next', async () => {
  const answered = Promise.withResolvers<undefined>();
  handler = (code, response) => {
    void answered.promise.then(() => response.end(theirs(code)));
  };
  const { decode } = decoder({ patience: 10 });
  expect(await decode('EDMV')).toEqual(localWords('EDMV'));
  answered.resolve(undefined);
  let words = localWords('EDMV');
  while (words.fr.category !== 'theirs EDMV') words = await decode('EDMV');
  expect(asked).toEqual(['EDMV']);
});

test('keeps 2,000 codes at most, the last used', async () => {
  const letters = ['MNEHCDIJSRFGPULWOX', 'BCDWVLSTFJXPQZEMRHYNGK', 'MNCABD'].map((each) => Array.from(each));
  const [first = [], second = [], third = []] = letters;
  const codes = first.flatMap((a) => second.flatMap((b) => third.map((c) => `${a}${b}${c}R`))).slice(0, 2001);
  let calls = 0;
  const now = new Date('2026-07-14T12:00:00Z');
  const decode = rememberingAcriss(
    (code) => {
      calls += 1;
      return Promise.resolve(localWords(code));
    },
    { now: () => now },
    log,
  );
  for (const code of codes.slice(0, 2000)) await decode(code);
  await decode(codes[0] ?? '');
  await decode(codes[2000] ?? '');
  expect(calls).toBe(2001);
  await decode(codes[0] ?? '');
  expect(calls).toBe(2001);
  await decode(codes[1] ?? '');
  expect(calls).toBe(2002);
});

test('a class is told in the words of the service, or in ours', async () => {
  const fleet = await aFleet();
  await aClass(fleet.db);
  const { decode } = decoder();
  const query = '{ vehicleClass(acriss: "EDMV") { acriss { code category } } }';
  expect((await fleet.ask(query, {}, {}, { decode })).data).toEqual({
    vehicleClass: { acriss: { code: 'EDMV', category: 'theirs EDMV' } },
  });
  handler = fails;
  expect((await fleet.ask(query, {}, {}, { decode: decoder().decode })).data).toEqual({
    vehicleClass: { acriss: { code: 'EDMV', category: 'Économique' } },
  });
  await fleet.close();
});

test.each([
  [{ ACRISS_API_URL: 'https://acriss.example' }, /ACRISS_API_KEY \(missing\)/],
  [{ ACRISS_API_KEY: 'secret-key' }, /ACRISS_API_URL \(missing\)/],
  [{ ACRISS_API_URL: 'http://acriss.example', ACRISS_API_KEY: 'secret-key' }, /needs https/],
])('fleet refuses to start with %j, in one line', (own, said) => {
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    INTERNAL_KEY: 'A'.repeat(43),
    REDIS_URL: 'redis://redis.example:6379',
    FLEET_DATABASE_URL: 'postgresql://fleet:x@database.example/fleet',
    ...own,
  };
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8', timeout: 60_000 });
  expect(status).toBe(1);
  expect(stderr.trim()).toMatch(said);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
