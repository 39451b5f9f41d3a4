import { setTimeout as wait } from 'node:timers/promises';
import { meeting } from '@ycyw/service/testing/meeting';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { readAddress, uploadAddress } from '../src/actions/attachmentAddress.ts';
import { countWaiting, insertAttachment } from '../src/data/attachment.ts';
import { aConversation, aDesk, field, TAKE, type Person, type TestDesk } from './aDesk.ts';
import {
  announce,
  announced,
  aPdf,
  aPhoto,
  attachmentsOn,
  filesIn,
  objectsIn,
  pdfOf,
  sendWith,
  uploadedTo,
  type Paths,
  type Upload,
} from './file.ts';

let test: TestDesk;
let paths: Paths;
let claire: Person;
let sam: Person;
let marie: Person;

beforeAll(async () => {
  test = await aDesk();
  paths = await attachmentsOn(test.desk);
  [claire, sam, marie] = await Promise.all([test.a('CUSTOMER'), test.a('CUSTOMER'), test.a('AGENT')]);
});
afterAll(async () => {
  await paths.close();
  await test.stop();
});

const uploaded = (who: Person, id: string, name?: string, bytes?: Buffer): Promise<string> => uploadedTo(paths, who, id, name, bytes);
const objectsOf = (id: string, region?: string): string[] => objectsIn(test, id, region);

const png = (width: number, height: number): Buffer => {
  // A header that promises so many pixels, and next to nothing behind it.
  const header = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(header);
  header.write('IHDR', 12);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.set([8, 2, 0, 0, 0], 24);
  return header;
};
const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#fff' } });
const pdf = { mediaType: 'application/pdf', name: 'a.pdf' };

it.each<[string, Record<string, unknown>, () => Promise<Buffer | string> | Buffer | string]>([
  ['a page named .png', { name: 'a.png', mediaType: 'image/png' }, () => '<html><script>alert(1)</script></html>'],
  ['a drawing with a script', { mediaType: 'image/png' }, () => '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['a PDF that was announced as an image', {}, () => aPdf()],
  ['an image that was announced as a PDF', pdf, () => aPhoto()],
  ['a PDF with JavaScript', pdf, () => pdfOf('5 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj')],
  ['a PDF that is a program as well', pdf, () => Buffer.concat([Buffer.from('MZ'), aPdf()])],
  ['a header that promises 900 million pixels', { mediaType: 'image/png' }, () => png(30_000, 30_000)],
  [
    'a bomb: 51 million pixels in a few kilobytes',
    { mediaType: 'image/png' },
    () => plain(7200, 7200).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer(),
  ],
  ['a truncated JPEG', {}, async () => (await aPhoto()).subarray(0, 900)],
  ['nothing', {}, () => ''],
])('refuses %s, and after two takes no more', async (_, input, make) => {
  const id = await aConversation(claire);
  const upload = await announced(claire, id, input);
  const bytes = Buffer.from(await make());
  for (const status of [400, 400, 410]) expect((await paths.put(upload.url, bytes)).status).toBe(status);
  expect(objectsOf(upload.id)).toEqual([]);
  expect(await sendWith(claire, id, [upload.id])).toMatchObject({ code: 'WRONG_STATE' });
});

it.each<[string, Record<string, unknown>, RegExp]>([
  ['more than 10 MB', { bytes: 10_485_761 }, /bytes/],
  ['no bytes', { bytes: 0 }, /bytes/],
  ['a page', { mediaType: 'text/html' }, /mediaType/],
  ['a drawing', { mediaType: 'image/svg+xml' }, /mediaType/],
  ['no name', { name: ' \u202e ' }, /name/],
  ['a name of 121 characters', { name: 'é'.repeat(121) }, /name/],
  ['no clientId', { clientId: '' }, /clientId/],
])('refuses to announce %s', async (_, input, message) => {
  const answer = await announce(claire, await aConversation(claire), input);
  expect(answer.code).toBe('BAD_INPUT');
  expect(answer.message).toMatch(message);
});

it('takes no more bytes than were announced', async () => {
  const { url } = await announced(claire, await aConversation(claire), { bytes: 100 });
  expect((await paths.put(url, await aPhoto())).status).toBe(413);
});

it('is announced in one’s own conversation, by who may write there, while it is open', async () => {
  const id = await aConversation(claire);
  const leo = await test.a('AGENT');
  const abroad = await test.a('AGENT', { region: 'UK' });
  for (const [who, code] of [
    [sam, 'NOT_FOUND'],
    [abroad, 'NOT_FOUND'],
    [marie, 'FORBIDDEN'],
  ] as const)
    expect(await announce(who, id)).toMatchObject({ data: null, code });
  await marie.ask(TAKE, { id });
  expect(await announce(leo, id)).toMatchObject({ code: 'FORBIDDEN' });
  await uploaded(marie, id);
  for (const nowhere of [uuidv7(), 'nonsense']) expect(await announce(claire, nowhere)).toMatchObject({ code: 'NOT_FOUND' });
  await claire.ask('mutation ($id: ID!) { closeConversation(id: $id) { id } }', { id });
  expect(await announce(claire, id)).toMatchObject({ code: 'CONVERSATION_CLOSED' });
});

it('is sent once, by who uploaded it, in the conversation that it was for, four at most', async () => {
  const [id, other] = [await aConversation(claire), await aConversation(claire)];
  await marie.ask(TAKE, { id });
  const [mine, elsewhere, theirs] = [await uploaded(claire, id), await uploaded(claire, other), await uploaded(marie, id)];
  const waiting = await announced(claire, id);
  for (const [ids, code] of [
    [[elsewhere], 'NOT_FOUND'],
    [[theirs], 'NOT_FOUND'],
    [[mine, uuidv7()], 'NOT_FOUND'],
    [['nonsense'], 'NOT_FOUND'],
    [[waiting.id], 'WRONG_STATE'],
    [[mine, mine], 'BAD_INPUT'],
    [Array.from({ length: 5 }, () => uuidv7()), 'BAD_INPUT'],
    [[], 'MESSAGE_EMPTY'],
  ] as const)
    expect(await sendWith(claire, id, [...ids])).toMatchObject({ data: null, code });
  expect(await filesIn(claire, id)).toHaveLength(1);
  const clientId = uuidv7();
  const first = field<{ id: string }>(await sendWith(claire, id, [mine], 'voici', clientId), 'sendMessage');
  expect(field(await sendWith(claire, id, [mine], 'voici', clientId), 'sendMessage')).toMatchObject({ id: first.id });
  expect(await sendWith(claire, id, [], 'voici', clientId)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  expect(await sendWith(claire, id, [mine])).toMatchObject({ code: 'WRONG_STATE' });
});

it('is one upload however often it is announced and sent, and another under the same clientId is refused', async () => {
  const id = await aConversation(claire);
  const clientId = uuidv7();
  const uploads = await Promise.all(Array.from({ length: 5 }, () => announced(claire, id, { clientId })));
  expect(new Set(uploads.map((upload) => upload.id)).size).toBe(1);
  expect(await announce(claire, id, { clientId, name: 'autre.jpg' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  const [{ id: attachment, url }] = uploads as [Upload];
  expect((await paths.put(url, await aPhoto())).status).toBe(201);
  expect((await paths.put(url, await aPhoto(200, 100))).status).toBe(200);
  expect((await announced(claire, id, { clientId })).id).toBe(attachment);
  expect(objectsOf(attachment)).toHaveLength(1);
});

it('replaces nothing when an upload that was begun before ends after it', async () => {
  const id = await aConversation(claire);
  const { id: attachment, url } = await announced(claire, id);
  const bytes = await aPhoto(200, 100);
  const [slow, quick] = [paths.opened(url), paths.opened(url)];
  slow.request.write(bytes.subarray(0, 10));
  quick.request.end(await aPhoto(400, 300));
  await wait(20);
  slow.request.end(bytes.subarray(10));
  expect([await slow.status, await quick.status].sort()).toEqual([200, 201]);
  expect(objectsOf(attachment)).toHaveLength(1);
});

it('keeps no more than twelve waiting', async () => {
  const id = await aConversation(claire);
  const answers = await Promise.all(Array.from({ length: 24 }, () => announce(claire, id)));
  expect(answers.map(({ code }) => code ?? 'made').sort()).toEqual([
    ...Array<string>(12).fill('BAD_INPUT'),
    ...Array<string>(12).fill('made'),
  ]);
  expect(await test.db.attachment.count({ where: { conversationId: id } })).toBe(12);
  expect(await announce(claire, id)).toMatchObject({ code: 'BAD_INPUT' });
});

it('would keep more if they were counted and added without one waiting for the other', async () => {
  const id = await aConversation(claire);
  const { sql, vault } = test.desk;
  const key = await vault.keyOf(claire.id, 'EU');
  const at = { conversationId: id, region: 'EU', uploadedBy: claire.id };
  const file = { name: 'constat.jpg', mediaType: 'image/jpeg' as const, bytes: 1, uploadUntil: new Date() };
  const met = meeting(13);
  await Promise.all(
    Array.from({ length: 24 }, async () => {
      const count = await countWaiting(sql, id, claire.id);
      await met();
      if (count < 12) await insertAttachment(sql, key, { ...at, ...file, id: uuidv7(), clientId: uuidv7() });
    }),
  );
  expect(await test.db.attachment.count({ where: { conversationId: id } })).toBeGreaterThan(12);
});

it('has an address for one file, one purpose and its time', async () => {
  const { signingKey } = test.desk.files;
  const id = await aConversation(claire);
  const [{ id: attachment, url }, other] = [await announced(claire, id), await announced(claire, id)];
  const bytes = await aPhoto();
  const over = new Date(Date.now() - 1000);
  const forged = [
    url.replace(attachment, other.id),
    url.replace(/until=\d+/, 'until=4000000000'),
    url.replace(/signature=./, 'signature=%00'),
    uploadAddress(signingKey, attachment, over),
    readAddress(signingKey, attachment),
    '/attachments',
  ];
  for (const address of forged) expect((await paths.put(address, bytes)).status).toBe(403);
  expect((await paths.get(url)).status).toBe(403);
  expect((await paths.get(readAddress(signingKey, attachment, -60))).status).toBe(403);
  expect((await paths.get(readAddress(signingKey, attachment))).status).toBe(404);
});
