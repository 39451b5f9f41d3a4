import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { clamdAddress, clamdAt, type Scanner } from '../src/files/clamd.ts';
import { clamd } from '../../../tools/checks/machine.ts';
import { aConversation, aDesk, field, send, type Person, type TestDesk } from './aDesk.ts';
import { aPdf, announce, aPhoto, attachmentsOn, pdfOf, type Upload } from './file.ts';

const never = new AbortController().signal;
const marker = 'YCYW-test-marker-of-malware-6f1c';

let test: TestDesk;
let claire: Person;
beforeAll(async () => {
  test = await aDesk();
  claire = await test.a('CUSTOMER');
});
afterAll(() => test.stop());

/** A clamd that does as it is told with each connection. */
async function aServer(answer: (socket: Socket) => void): Promise<{ scanner: Scanner; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    scanner: clamdAt({ host: '127.0.0.1', port }),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A whole body of INSTREAM has come: its last chunk has no bytes. */
const afterBody = (socket: Socket, then: () => void): void => {
  let last = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    last = Buffer.concat([last, chunk]).subarray(-4);
    if (last.length === 4 && last.every((byte) => byte === 0)) then();
  });
};

it.each([
  ['tcp://127.0.0.1:3310', { host: '127.0.0.1', port: 3310 }],
  ['tcp://[::1]:3310', { host: '::1', port: 3310 }],
  ['unix:/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
  ['tcp://127.0.0.1', null],
  ['http://127.0.0.1:3310', null],
  ['clamd', null],
])('reads the address %s', (url, address) => {
  expect(clamdAddress(url)).toEqual(address);
});

it.each<[string, (socket: Socket) => void, RegExp]>([
  ['says nonsense', (socket) => socket.end('HTTP/1.1 400 Bad Request\0'), /neither OK nor FOUND/],
  ['says OK of something else', (socket) => afterBody(socket, () => socket.end('stream: OK but\0')), /neither/],
  ['refuses the size', (socket) => afterBody(socket, () => socket.end('INSTREAM size limit exceeded. ERROR\0')), /neither/],
  ['talks without end', (socket) => socket.write('x'.repeat(100_000)), /without end/],
  ['closes at once', (socket) => socket.destroy(), /./],
  ['closes in the middle of its answer', (socket) => afterBody(socket, () => socket.end('stream: O')), /without an answer/],
])('takes one that %s for no answer', async (_, answer, message) => {
  const { scanner, stop } = await aServer(answer);
  await expect(scanner.scan(Buffer.alloc(3_000_000, 'y'), never)).rejects.toThrow(message);
  await stop();
});

it('waits for one that hangs until it is told to give up', async () => {
  let heard = (): void => undefined;
  const body = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const { scanner, stop } = await aServer((socket) => afterBody(socket, heard));
  const giving = new AbortController();
  const scanning = scanner.scan(Buffer.from('x'), giving.signal);
  await body;
  giving.abort();
  await expect(scanning).rejects.toThrow('says nothing');
  await expect(scanner.scan(Buffer.from('x'), giving.signal)).rejects.toThrow();
  await stop();
});

it('takes nothing while clamd does not answer, and the same upload once it does', async () => {
  const id = await aConversation(claire);
  const { url, id: attachment } = field<Upload>(await announce(claire, id), 'createAttachment');
  const deaf = await aServer((socket) => socket.destroy());
  const closed = await attachmentsOn({ ...test.desk, files: { ...test.desk.files, scanner: deaf.scanner } });
  for (let n = 0; n < 3; n += 1) {
    const answer = await closed.put(url, await aPhoto());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
  }
  expect(await send(claire, id, 'voici')).toMatchObject({ code: undefined });
  expect(await test.db.attachment.findUnique({ where: { id: attachment } })).toMatchObject({ object: null, refusals: 0 });
  await Promise.all([closed.close(), deaf.stop()]);
  const well = await aServer((socket) => afterBody(socket, () => socket.end('stream: OK\0')));
  const open = await attachmentsOn({ ...test.desk, files: { ...test.desk.files, scanner: well.scanner } });
  expect((await open.put(url, await aPhoto())).status).toBe(201);
  await Promise.all([open.close(), well.stop()]);
});

(clamd() ? describe : describe.skip)('with a real clamd', () => {
  let folder: string;
  let child: ChildProcess;
  let scanner: Scanner;
  let said = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'clamd-'));
    const socket = path.join(folder, 'clamd.sock');
    await writeFile(path.join(folder, 'test.ndb'), `Ycyw.Test.Marker:0:*:${Buffer.from(marker).toString('hex')}\n`);
    const settings = [
      `LocalSocket ${socket}`,
      `DatabaseDirectory ${folder}`,
      `TemporaryDirectory ${folder}`,
      'Foreground yes',
      'User root',
    ];
    await writeFile(path.join(folder, 'clamd.conf'), `${settings.slice(0, process.getuid?.() === 0 ? 5 : 4).join('\n')}\n`);
    child = spawn(clamd() ?? '', ['-F', '-c', path.join(folder, 'clamd.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    scanner = clamdAt({ path: socket });
    const isReady = () =>
      scanner.scan(Buffer.from('x'), never).then(
        () => true,
        () => false,
      );
    for (let n = 0; !(await isReady()); n += 1) {
      if (n > 400 || child.exitCode !== null) throw new Error(`clamd does not start: ${said}`);
      await wait(50);
    }
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  });

  it('finds what its signatures name, wherever it stands, and nothing else', async () => {
    expect(await scanner.scan(Buffer.from('harmless'), never)).toEqual({ found: null });
    expect(await scanner.scan(await aPhoto(), never)).toEqual({ found: null });
    expect((await scanner.scan(Buffer.from(`x${marker}x`), never)).found).toContain('Ycyw.Test.Marker');
    const large = Buffer.alloc(2_000_000, 'y');
    large.write(marker, 1_500_000);
    expect((await scanner.scan(large, never)).found).toContain('Ycyw.Test.Marker');
  });

  it('takes no infected file, says so without its name, and after two no more', async () => {
    const id = await aConversation(claire);
    const lines: unknown[][] = [];
    const log = { ...test.desk.log, warn: (...line: unknown[]) => lines.push(line), error: (...line: unknown[]) => lines.push(line) };
    const paths = await attachmentsOn({ ...test.desk, log: log as never, files: { ...test.desk.files, scanner } });
    const input = { name: 'facture-de-Claire.pdf', mediaType: 'application/pdf' };
    const { url } = field<Upload>(await announce(claire, id, input), 'createAttachment');
    const infected = pdfOf(`9 0 obj (${marker}) endobj`);
    for (const status of [422, 422, 410]) expect((await paths.put(url, infected)).status).toBe(status);
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).toMatch(/malware.*/);
    expect(JSON.stringify(lines)).not.toMatch(/facture|Claire/);
    const clean = field<Upload>(await announce(claire, id, input), 'createAttachment');
    expect((await paths.put(clean.url, aPdf())).status).toBe(201);
    await paths.close();
  });
});
