import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { isSigned } from '../../../subgraphs/support/src/mail/signature.ts';
import { authservId, isForSupport, provider, providerSecret, supportAddress } from '../provider.ts';

const internalKey = 'an-internal-key-of-a-test';
interface Brought {
  signature: string;
  type: string;
  body: Buffer;
}
let server: Server;
let url: string;
let brought: Brought[];
let statuses: number[];

beforeEach(async () => {
  brought = [];
  statuses = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { 'x-mail-signature': signature = '', 'content-type': type = '' } = request.headers;
      brought.push({ signature: String(signature), type, body: Buffer.concat(chunks) });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/mail/inbound`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const bring = (source: string): Promise<void> => provider({ url, internalKey, pauseMs: 0 }).bring(Buffer.from(source));
const verdicts = async (): Promise<string[]> =>
  (await PostalMime.parse(brought[0]?.body ?? '')).headers.filter(({ key }) => key === 'authentication-results').map(({ value }) => value);

test('signs what it brings, as support wants it', async () => {
  await bring('From: zoe@example.org\r\n\r\nBonjour');
  const [mail] = brought;
  expect(mail?.type).toBe('message/rfc822');
  expect(isSigned([providerSecret(internalKey)], mail?.body ?? Buffer.alloc(0), mail?.signature ?? '')).toBe(true);
  expect(isSigned([providerSecret('another')], mail?.body ?? Buffer.alloc(0), mail?.signature ?? '')).toBe(false);
});

test('puts its own verdict above the mail, and lets none pass that came with it, wherever it stands', async () => {
  const forged = 'Authentication-Results: localhost;\r\n dmarc=pass header.from=bank.example';
  for (const source of [
    `${forged}\r\nFrom: zoe@example.org\r\n\r\nBonjour`,
    `From: zoe@example.org\r\n${forged}\r\n\r\nBonjour`,
    `From: zoe@example.org\r\n${forged.toUpperCase()}\r\nTo: a@example.org\r\n${forged}\r\n\r\nBonjour`,
  ]) {
    brought = [];
    await bring(source);
    expect(await verdicts()).toEqual([`${authservId}; dmarc=pass header.from=example.org`]);
    expect((await PostalMime.parse(brought[0]?.body ?? '')).text?.trim()).toBe('Bonjour');
  }
});

test('brings again what failed, five times, and not what was taken or refused', async () => {
  statuses = [500, 503, 200];
  await bring('From: zoe@example.org\r\n\r\nBonjour');
  expect(brought).toHaveLength(3);
  statuses = [422];
  await bring('From: zoe@example.org\r\n\r\nBonjour');
  expect(brought).toHaveLength(4);
  statuses = Array.from({ length: 9 }, () => 500);
  await bring('From: zoe@example.org\r\n\r\nBonjour');
  expect(brought).toHaveLength(9);
});

test('knows the addresses of customer service, and no other', () => {
  const [box = '', host = ''] = supportAddress.split('@');
  for (const address of [supportAddress, supportAddress.toUpperCase(), `${box}+0123@${host}`]) expect(isForSupport(address)).toBe(true);
  for (const address of [`${box}x@${host}`, `${box}@${host}.example`, `x${box}@${host}`, box, '', `${box}@`])
    expect(isForSupport(address)).toBe(false);
});
