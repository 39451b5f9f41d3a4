import { request } from 'node:http';
import { largest } from '../src/mail/inbound.ts';
import { signMail } from '../src/mail/signature.ts';
import { address, aMail, aMailRoom, aSender, openedBy, secrets, type TestRoom } from './aMailRoom.ts';

let house: TestRoom;
beforeAll(async () => {
  house = await aMailRoom();
});
afterAll(() => house.stop());

const opened = (work: () => Promise<unknown>): Promise<string[]> => openedBy(house, work);

const ignored = async (reason: string): Promise<number> =>
  (await house.db.ignoredMail.aggregate({ where: { reason }, _sum: { count: true } }))._sum.count ?? 0;

test('refuses a forged signature, an old one, one of tomorrow and none, and accepts both secrets', async () => {
  const mail = aMail({ From: aSender() });
  const now = Math.floor(Date.now() / 1000);
  expect(
    await opened(async () => {
      for (const signed of [
        { secret: 'another-secret-of-somebody' },
        { seconds: now - 301 },
        { seconds: now + 400 },
        { signature: '' },
        { signature: `t=${String(now)},v1=${'0'.repeat(64)}` },
        { signature: signMail(secrets[0], now, `${mail}.`) },
        { signature: `t=${String(now)},${'é'.repeat(60)}`.normalize('NFD').replaceAll(/[^\u0020-\u007e]/g, '') },
      ]) {
        expect((await house.bring(mail, signed)).status).toBe(401);
      }
    }),
  ).toEqual([]);
  expect(await opened(async () => expect((await house.bring(mail, { secret: secrets[0] })).status).toBe(200))).toHaveLength(1);
  expect(
    await opened(async () => expect((await house.bring(aMail({ From: aSender() }), { secret: secrets[1] })).status).toBe(200)),
  ).toHaveLength(1);
});

/** What is answered to headers alone: of the body, not a byte is ever sent. */
const answeredBeforeBody = (headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(`${house.origin}/mail/inbound`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode ?? 0);
      asked.destroy();
    });
    asked.on('error', reject);
    asked.flushHeaders();
  });

test('refuses from the headers alone what is unsigned, signed out of time, or too large, without waiting for its body', async () => {
  const now = Math.floor(Date.now() / 1000);
  const signed = (seconds: number) => ({ 'x-mail-signature': signMail(secrets[0], seconds, 'never sent') });
  const announced: Record<string, string>[] = [{ 'content-length': '1000' }, { 'transfer-encoding': 'chunked' }];
  for (const body of announced) {
    expect(await answeredBeforeBody(body)).toBe(401);
    for (const wrong of ['', 'v1=00', `t=${String(now)},v1=00`, `t=${String(now)},v1=${'0'.repeat(64)}.`])
      expect(await answeredBeforeBody({ ...body, 'x-mail-signature': wrong })).toBe(401);
    for (const seconds of [now - 301, now + 400]) expect(await answeredBeforeBody({ ...body, ...signed(seconds) })).toBe(401);
  }
  expect(await answeredBeforeBody({ 'content-length': String(largest + 1), ...signed(now) })).toBe(413);
});

test('refuses a mail larger than ten megabytes', async () => {
  const mail = aMail({ From: aSender(), body: 'x'.repeat(largest) });
  expect(await opened(async () => expect((await house.bring(mail)).status).toBe(413))).toEqual([]);
});

test('a mail made to keep its reader busy for minutes is refused, and keeps nobody waiting', async () => {
  const escapes = `"${'\\"'.repeat(90_000)}" <a@example.org>`;
  expect((await house.bring(aMail({ From: escapes }))).body).toMatchObject({ ignored: 'SENDER' });
  expect((await house.bring(aMail({ From: aSender(), body: 'a\r\n'.repeat(400_000) }))).status).toBe(422);
});

test.each<[string, string, Record<string, string>]>([
  ['an absent person’s answer', 'AUTOMATIC', { 'Auto-Submitted': 'auto-replied' }],
  ['our own letter that came back', 'AUTOMATIC', { 'Auto-Submitted': 'auto-generated' }],
  ['an old answering machine', 'AUTOMATIC', { Precedence: 'auto_reply' }],
  ['a bounce', 'BOUNCE', { 'Return-Path': '<>' }],
  ['a report', 'BOUNCE', { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=x' }],
  ['the mail server itself', 'BOUNCE', { From: 'MAILER-DAEMON@example.org' }],
  ['bulk', 'LIST', { Precedence: 'bulk' }],
  ['a list', 'LIST', { 'List-Id': '<news.example.org>' }],
  ['ourselves', 'OURS', { From: address }],
  ['nobody', 'SENDER', { From: 'undisclosed' }],
  ['somebody who names two senders', 'SENDER', { From: 'a@example.org\r\nFrom: b@example.org' }],
])('%s opens nothing and is counted', async (_, reason, headers) => {
  const before = await ignored(reason);
  expect(await opened(async () => expect((await house.bring(aMail(headers))).body).toMatchObject({ ignored: reason }))).toEqual([]);
  expect(await ignored(reason)).toBe(before + 1);
});
