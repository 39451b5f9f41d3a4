import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { mailFolder } from '../folder.ts';
import { mailboxRoute } from '../mailbox.ts';
import { startMailSink } from '../sink.ts';

let folder: string;
let base: string;
let server: Server;

const serve = (on: string): Promise<Server> =>
  new Promise((resolve) => {
    const route = mailboxRoute(on);
    const http = createServer((request, response) => void route(request, response)).listen(0, '127.0.0.1', () => {
      resolve(http);
    });
  });
const urlOf = (http: Server): string => `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`;

async function freePort(): Promise<number> {
  const probe = await serve(tmpdir());
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function post(mails: { to: string; subject: string; html?: string; text?: string }[]): Promise<void> {
  const smtpPort = await freePort();
  const sink = await startMailSink({ smtpPort, folder });
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort });
  for (const mail of mails) await transport.sendMail({ from: 'Your Car Your Way <hello@example.com>', text: 'x', ...mail });
  transport.close();
  await sink.stop();
}

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'mail-')), 'mail');
  server = await serve(folder);
  base = urlOf(server);
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(path.dirname(folder), { recursive: true });
});

const json = async (query: string) =>
  (await (await fetch(`${base}/mailbox.json${query}`)).json()) as { file: string; to: string; subject: string; links: string[] }[];
const html = async (at: string, language = 'en') => (await fetch(base + at, { headers: { 'accept-language': language } })).text();

test('lists what was sent over SMTP, newest first, and shows it', async () => {
  expect(await html('/mailbox', 'fr')).toContain('Aucun courrier pour l’instant.');
  const link = 'http://localhost:4000/verify?token=abc&x=1';
  await post([
    { to: 'zoe@example.org', subject: 'Première' },
    {
      to: 'Zoe@example.org',
      subject: 'Été <b>&</b> "co"',
      html: `<script>1</script><a href="${link.replace('&', '&amp;')}">go</a>`,
      text: `Go: ${link}`,
    },
    { to: 'sam@example.org', subject: 'Other' },
  ]);

  const mails = await json('?to=ZOE@example.org');
  expect(mails.map(({ subject }) => subject)).toEqual(['Été <b>&</b> "co"', 'Première']);
  expect(mails[0]).toMatchObject({ to: 'Zoe@example.org', links: [link] });
  expect(await readdir(folder)).toHaveLength(3);

  const listing = await html('/mailbox');
  expect(listing.indexOf('Other')).toBeLessThan(listing.indexOf('Première'));
  expect(listing).toContain('Été &lt;b&gt;&amp;&lt;/b&gt;');
  const mail = await html(`/mailbox/${mails[0]?.file ?? ''}`);
  expect(mail).toContain('<iframe sandbox="allow-top-navigation-by-user-activation allow-popups"');
  expect(mail).toContain('srcdoc="&lt;base target=&quot;_top&quot;&gt;');
  expect(mail).not.toContain('<script>');
});

test('answers to this machine only, and to files of its folder only', async () => {
  const { port } = server.address() as AddressInfo;
  const { request } = await import('node:http');
  const status = (host: string, at: string, method = 'GET') =>
    new Promise((resolve) => {
      request({ host: '127.0.0.1', port, path: at, method, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
  expect(await status('evil.example', '/mailbox')).toBe(421);
  expect(await status('localhost:4000', '/mailbox')).toBe(200);
  expect(await status('localhost', '/mailbox', 'POST')).toBe(405);
  expect(await status('localhost', '/mailbox/..%2f..%2fetc%2fpasswd')).toBe(404);
  expect(await status('localhost', '/mailbox.json?limit=1000')).toBe(400);
});

test('opens no mail but those that it shows, however many there are', async () => {
  const many = mailFolder(folder);
  many.add(
    Buffer.from('To: needle@example.org\r\nSubject: needle\r\nDate: Sat, 21 Nov 2026 02:00:00 +0000\r\n\r\nx'),
    ['needle@example.org'],
    new Date('2026-01-01T00:00:00Z'),
  );
  const nameOf = (n: number): string => `20260201T000000000Z-${String(n).padStart(6, '0')}-0123456789ab.eml`;
  // Whoever reads one of these fails: they are folders.
  for (let n = 0; n < 300; n += 1) await mkdir(path.join(folder, nameOf(n)));
  const source = 'To: hay@example.org\r\nSubject: hay\r\n\r\nx';
  for (let n = 300; n < 400; n += 1) await writeFile(path.join(folder, nameOf(n)), source);

  const first = await html('/mailbox');
  expect(first).toContain('401 mails');
  expect((first.match(/<li>/g) ?? []).length).toBe(50);
  const next = /href="(\/mailbox\?before=[^"]+)"/.exec(first)?.[1] ?? '';
  expect((await html(next)).match(/<li>/g) ?? []).toHaveLength(50);
  expect((await json('?to=needle@example.org')).map(({ subject }) => subject)).toEqual(['needle']);
  await expect(many.read(nameOf(0), 'head')).rejects.toThrow('EISDIR');
});
