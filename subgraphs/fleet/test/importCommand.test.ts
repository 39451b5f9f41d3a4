import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { logger } from '@ycyw/service/log';
import { subgraphSchema } from '@ycyw/service/schema';
import { serve } from '@ycyw/service/serve';
import { decodeLocally } from '../src/acriss/decoding.ts';
import { fleetContext } from '../src/graphql/context.ts';
import { resolvers } from '../src/graphql/resolvers.ts';
import { addAgency, ada, aClass, aFleet, anAgency, noah, noon, type Fleet } from './fleet.ts';
import { aRow, header } from './imports.ts';

const command = fileURLToPath(new URL('../../../tools/importFleet.ts', import.meta.url));
const internalKey = Buffer.alloc(32, 7);
const routersLimit = 262_144;

let fleet: Fleet;
let folder: string;
let subgraph: { port: number; stop(): Promise<void> };
let front: Server;
let url: string;
/** What happens to a request that adds lines, by its number from 1 on; forwarded and answered where nothing is said. */
let mishap: (request: number) => 'forget' | 'lose' | undefined = () => undefined;
let adding = 0;
let largest = 0;

/** What the router would hand on for the manager of the region. */
function token(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'HS256' })}.${part({ iss: 'router', aud: 'fleet', iat, exp: iat + 60, sub: noah.id, role: 'MANAGER', region: 'EU' })}`;
  return `${signed}.${createHmac('sha256', internalKey).update(signed).digest('base64url')}`;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'import-'));
  fleet = await aFleet();
  subgraph = await serve({
    name: 'fleet',
    port: 0,
    host: '127.0.0.1',
    internalKey,
    schema: subgraphSchema(new URL('../schema.graphql', import.meta.url), resolvers),
    context: (scope) => fleetContext(scope, fleet.db, { now: () => noon }, decodeLocally),
    ready: () => Promise.resolve(),
    log: logger('fleet', 'silent'),
  });
  front = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      largest = Math.max(largest, body.length);
      const fate = body.includes('addFleetImportLines') ? mishap((adding += 1)) : undefined;
      if (fate === 'forget') return response.destroy();
      const { authorization = '', 'accept-language': language = '' } = request.headers;
      const headers = { 'content-type': 'application/json', authorization, 'accept-language': language };
      const answer = await fetch(`http://127.0.0.1:${subgraph.port}/graphql`, { method: 'POST', headers, body });
      const text = await answer.text();
      if (fate === 'lose') return response.destroy();
      return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
    })();
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(front.address() as AddressInfo).port}/graphql`;
});
beforeEach(async () => {
  [adding, largest, mishap] = [0, 0, () => undefined];
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await aClass(fleet.db);
  await fleet.db.outbox.deleteMany();
});
afterAll(async () => {
  front.closeAllConnections();
  front.close();
  await subgraph.stop();
  await fleet.close();
  await rm(folder, { recursive: true });
});

let child: ChildProcess;
function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = { PATH: process.env['PATH'], YCYW_ACCESS_TOKEN: token(), INIT_CWD: folder };
  const spawned = spawn(process.execPath, [command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child = spawned;
  let [out, err] = ['', ''];
  spawned.stdout.on('data', (data: Buffer) => (out += data.toString()));
  spawned.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => spawned.on('close', (code) => resolve({ code, out, err })));
}

/** 2,300 rows in a file of its own, every hundredth of an agency that is none. */
async function aFile(name: string): Promise<string> {
  const rows = Array.from({ length: 2300 }, (_, n) => aRow(`AB-${String(n).padStart(4, '0')}`, n % 100 === 99 ? { agency: 'XXX' } : {}));
  await writeFile(path.join(folder, name), [header, ...rows, ''].join('\n'));
  return name;
}
const good = 2277;
const tellings = async (): Promise<number> =>
  (await fleet.outbox()).flatMap(({ payload }) => (payload as { vehicles?: unknown[] }).vehicles ?? []).length;

test('killed in the middle, between a part’s writing and its answer, it goes on where it stopped and reports what was refused', async () => {
  const file = await aFile('killed.csv');
  mishap = (request) => {
    if (request !== 3) return undefined;
    child.kill('SIGKILL');
    return 'lose';
  };
  expect((await run(file, '--url', url)).code).toBeNull();
  while ((await fleet.db.fleetImport.findFirstOrThrow()).nextLine < 1502) await fleet.db.$queryRaw`SELECT pg_sleep(0.02)::text`;
  mishap = () => undefined;
  const { code, out, err } = await run(file, '--url', url, '--language', 'fr');
  expect(err).toContain('Goes on at line 1,502 of 2,301.');
  expect([code, out.split('\n')[0]]).toEqual([2, '2,277 added, 0 changed, 0 unchanged, 23 refused']);
  expect([await fleet.db.vehicle.count(), await tellings()]).toEqual([good, good]);
  const [head, ...rows] = (await readFile(path.join(folder, 'killed.csv.refused.csv'), 'utf8')).trim().split('\r\n');
  expect(head).toBe('line,field,reason');
  expect(rows).toEqual(Array.from({ length: 23 }, (_, n) => `${String(101 + n * 100)},agency,Agence inconnue : XXX.`));
});

test('requests that never arrive and answers that are lost are asked again by itself, and nothing is doubled', async () => {
  const file = await aFile('broken.csv');
  mishap = (request) => ({ 2: 'lose', 3: 'lose', 5: 'forget' })[request] as 'lose' | 'forget' | undefined;
  const { code, out } = await run(file, '--url', url, '--report', 'why.csv');
  expect([code, out.split('\n')[0]]).toEqual([2, '2,277 added, 0 changed, 0 unchanged, 23 refused']);
  expect([await fleet.db.vehicle.count(), await tellings()]).toEqual([good, good]);
  expect(await readFile(path.join(folder, 'why.csv'), 'utf8')).toContain('101,agency,Unknown agency: XXX.');
});

test('Ctrl-C lets the part under way end, says where it stopped, and the same command goes on', async () => {
  const file = await aFile('interrupted.csv');
  mishap = (request) => {
    if (request === 2) child.kill('SIGINT');
    return undefined;
  };
  const { code, err } = await run(file, '--url', url);
  expect(code).toBe(130);
  expect(err).toMatch(/Stopped at line [\d,]+ of 2,301: .*The same command goes on from there\./);
  expect((await run(file, '--url', url)).code).toBe(2);
  expect([await fleet.db.vehicle.count(), await tellings()]).toEqual([good, good]);
});

test('long lines go in parts that the router takes; NUL and bytes that are no UTF-8 cost their own row alone', async () => {
  const wide = Array.from({ length: 300 }, (_, n) => `${aRow(`AB-${String(n)}`)},"${'é'.repeat(700)}"`);
  const bytes = Buffer.concat([
    Buffer.from(`\uFEFF${header},remarks\r\n${wide.join('\r\n')}\r\n`),
    Buffer.from('AB-x,Citro\xEBn,C3,2025,EDMV,CDG,1\r\n', 'latin1'),
    Buffer.from('AB-y,Ren\0ault,Clio,2025,EDMV,CDG,1\r\n'),
    Buffer.from(`AB-z,${'x'.repeat(400_000)}\r\n`),
    Buffer.from(aRow('AB-last')),
  ]);
  await writeFile(path.join(folder, 'wide.csv'), bytes);
  const { code, out } = await run('wide.csv', '--url', url);
  expect([code, out.split('\n')[0]]).toEqual([2, '301 added, 0 changed, 0 unchanged, 3 refused']);
  expect(largest).toBeLessThan(routersLimit);
  expect(adding).toBeGreaterThan(1);
});

test('JSON lines, an agency for all, other names of columns', async () => {
  const lines = [1, 2, 3].map((n) =>
    JSON.stringify({ Reg: `AB-${String(n)}`, make: 'Renault', model: 'Clio', year: 2025, acriss: 'EDMV' }),
  );
  await writeFile(path.join(folder, 'cars.jsonl'), lines.join('\n'));
  const { code, out } = await run('cars.jsonl', '--url', url, '--agency', 'CDG', '--column', 'Reg=plate');
  expect([code, out]).toEqual([0, '3 added, 0 changed, 0 unchanged, 0 refused\n']);
});

test.each([
  ['no file', ['missing.csv'], /missing\.csv is no file that can be read/],
  ['a column without ours', ['cars.jsonl', '--column', 'Reg'], /--column takes THEIRS=OURS/],
  ['an option that is none', ['cars.jsonl', '--colour', 'red'], /--colour/],
  ['columns that are missing', ['cars.jsonl'], /columns: plate, agency/],
])('%s: one line says so', async (_, args, said) => {
  await writeFile(path.join(folder, 'cars.jsonl'), JSON.stringify({ make: 'Renault', model: 'Clio', year: 2025, acriss: 'EDMV' }));
  const { code, err } = await run(...args, '--url', url);
  expect(code).toBe(1);
  expect(err).toMatch(said);
  expect(err.trim().split('\n')).toHaveLength(1);
});
