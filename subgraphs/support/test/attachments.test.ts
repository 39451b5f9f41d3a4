import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { readAddress } from '../src/actions/attachmentAddress.ts';
import { deleteObjects } from '../src/actions/deleteObjects.ts';
import { discardUnsent } from '../src/data/attachment.ts';
import { forgetPerson } from '../src/data/personal.ts';
import { aConversation, aDesk, field, send, type Answer, type Person, type TestDesk } from './aDesk.ts';
import {
  announced,
  aPdf,
  aPhoto,
  attachmentsOn,
  FILES,
  filesIn,
  objectsIn,
  pdfOf,
  sendWith,
  uploadedTo,
  type Attachment,
  type Paths,
} from './file.ts';
import { following } from './follower.ts';

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

it('sends an image made anew, and a PDF as it came, to be saved', async () => {
  const id = await aConversation(claire);
  const ids = [await uploaded(claire, id, 'photo.png'), await uploaded(claire, id, '../../le constat.pdf')];
  expect(field(await sendWith(claire, id, ids), 'sendMessage')).toMatchObject({ body: '', attachments: [{ id: ids[0] }, { id: ids[1] }] });
  const [, sent] = await filesIn(marie, id);
  const [photo, pdf] = sent?.attachments ?? [];
  expect([photo?.name, photo?.mediaType, pdf?.name, pdf?.mediaType]).toEqual([
    'photo.png',
    'image/jpeg',
    'le constat.pdf',
    'application/pdf',
  ]);
  const shown = await paths.get(photo?.url ?? '');
  const out = Buffer.from(await shown.arrayBuffer());
  expect(shown.headers.get('content-type')).toBe('image/jpeg');
  expect(shown.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''photo.jpg");
  expect(out.toString('latin1')).not.toMatch(/Phone of Claire|Exif|GPS/);
  expect(await sharp(out).metadata()).toMatchObject({ format: 'jpeg', width: 300, height: 400 });
  expect(out.length).toBe(photo?.bytes);
  const saved = await paths.get(pdf?.url ?? '');
  expect(Object.fromEntries(saved.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': "attachment; filename*=UTF-8''le%20constat.pdf",
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  expect(Buffer.from(await saved.arrayBuffer())).toEqual(aPdf());
});

it('keeps bytes and names sealed', async () => {
  const id = await aConversation(claire);
  const attachment = await uploaded(claire, id, 'MARKER-name.pdf', pdfOf('% MARKER-bytes'));
  const row = await test.db.attachment.findUniqueOrThrow({ where: { id: attachment } });
  const stored = readFileSync(path.join(test.objects, row.object ?? ''));
  for (const bytes of [stored, Buffer.from(row.name), Buffer.from(row.sealedKey)])
    expect(bytes.toString('latin1')).not.toMatch(/MARKER|PDF/);
  expect(row.object).toMatch(/^attachments\/EU\//);
});

it('shows a fresh address of what was sent to who may read the conversation', async () => {
  const id = await aConversation(claire);
  const attachment = await uploaded(claire, id);
  const ASK = 'query ($id: ID!) { attachment(id: $id) { id url } }';
  expect(await claire.ask(ASK, { id: attachment })).toMatchObject({ code: 'NOT_FOUND' });
  await sendWith(claire, id, [attachment]);
  for (const who of [claire, marie]) {
    const { url } = field<Attachment>(await who.ask(ASK, { id: attachment }), 'attachment');
    expect((await paths.get(url)).status).toBe(200);
  }
  const abroad = await test.a('AGENT', { region: 'UK' });
  for (const who of [sam, abroad]) expect(await who.ask(ASK, { id: attachment })).toMatchObject({ code: 'NOT_FOUND' });
  for (const nowhere of [uuidv7(), 'nonsense']) expect(await claire.ask(ASK, { id: nowhere })).toMatchObject({ code: 'NOT_FOUND' });
});

it('asks once for the attachments of a page, whoever reads it, and not at all where there are none', async () => {
  const id = await aConversation(claire);
  const query = `subscription ($id: ID!) { messageAdded(conversationId: $id) { body ${FILES} } }`;
  const followers = Array.from({ length: 10 }, () => following<{ attachments: Attachment[] }>(claire, 'messageAdded', query, { id }));
  for (const follower of followers) await follower.until((items) => items.length === 1);
  const { sql } = test.desk;
  const raw = sql.$queryRaw.bind(sql);
  const asked: string[] = [];
  const statements: string[] = [];
  sql.$queryRaw = (template: TemplateStringsArray, ...values: unknown[]) => {
    statements.push(template.join(' '));
    if (template.join(' ').includes('a.message_id = ANY')) asked.push(template.join(' '));
    return raw(template, ...values);
  };
  await send(claire, id, 'sans');
  for (const follower of followers) await follower.until((items) => items.length === 2);
  expect(asked).toHaveLength(0);
  for (let n = 0; n < 3; n += 1) await sendWith(claire, id, [await uploaded(claire, id)]);
  for (const follower of followers) await follower.until((items) => items.length === 5);
  asked.length = 0;
  expect((await filesIn(marie, id)).map(({ attachments }) => attachments.length)).toEqual([0, 0, 1, 1, 1]);
  expect(asked).toHaveLength(1);
  sql.$queryRaw = raw;
});

it('is gone for good with the message that it was sent with', async () => {
  const id = await aConversation(claire);
  const attachment = await uploaded(claire, id);
  const message = field<{ id: string }>(await sendWith(claire, id, [attachment], 'voici'), 'sendMessage');
  const url = readAddress(test.desk.files.signingKey, attachment);
  expect((await paths.get(url)).status).toBe(200);
  await claire.ask('mutation ($id: ID!) { deleteMessage(id: $id) { id } }', { id: message.id });
  expect((await paths.get(url)).status).toBe(404);
  expect((await filesIn(marie, id))[1]).toEqual({ body: null, attachments: [] });
  await deleteObjects(test.desk);
  expect(objectsOf(attachment)).toEqual([]);
});

it('may stand alone after an edit took its words, and not without it', async () => {
  const id = await aConversation(claire);
  const [alone, kept] = [await send(claire, id, 'seul'), await sendWith(claire, id, [await uploaded(claire, id)], 'avec')];
  const edit = (answer: Answer) =>
    claire.ask('mutation ($input: EditMessageInput!) { editMessage(input: $input) { body revision } }', {
      input: { id: field<{ id: string }>(answer, 'sendMessage').id, body: '' },
    });
  expect(await edit(alone)).toMatchObject({ code: 'MESSAGE_EMPTY' });
  expect(field(await edit(kept), 'editMessage')).toEqual({ body: '', revision: 1 });
});

it('is forgotten a day after it was announced and not sent, and leaves the store', async () => {
  const id = await aConversation(claire);
  const [attachment, sent, waiting] = [await uploaded(claire, id), await uploaded(claire, id), (await announced(claire, id)).id];
  await sendWith(claire, id, [sent]);
  await test.db.$executeRaw`UPDATE attachment SET created_at = now() - interval '25 hours' WHERE conversation_id = ${id}::uuid`;
  await discardUnsent(test.desk.sql);
  await deleteObjects(test.desk);
  expect([objectsOf(attachment), objectsOf(sent).length]).toEqual([[], 1]);
  expect(await test.db.attachment.findMany({ where: { id: { in: [attachment, waiting, sent] } } })).toMatchObject([{ id: sent }]);
});

it('leaves nothing in the store of an upload that died before it was noted', async () => {
  const id = await aConversation(claire);
  const { id: attachment, url } = await announced(claire, id);
  const { put } = test.desk.files.objects;
  test.desk.files.objects.put = async (name, bytes) => {
    await put(name, bytes);
    throw new Error('killed here');
  };
  expect((await paths.put(url, await aPhoto())).status).toBe(500);
  test.desk.files.objects.put = put;
  expect(objectsOf(attachment)).toHaveLength(1);
  await deleteObjects(test.desk);
  expect(objectsOf(attachment)).toHaveLength(1);
  await test.db.$executeRaw`UPDATE discarded_object SET due_at = now() - interval '1 second'`;
  await deleteObjects(test.desk);
  expect(objectsOf(attachment)).toEqual([]);
  expect((await paths.put(url, await aPhoto())).status).toBe(201);
});

it('leaves the store after what the store does not delete, which is asked once a round and comes last', async () => {
  await test.db.$executeRaw`TRUNCATE discarded_object`;
  await test.db.$executeRaw`
    INSERT INTO discarded_object (name, due_at) SELECT 'attachments/EU/' || n, now() - make_interval(secs => 10 - n) FROM generate_series(1, 3) n`;
  const { objects } = test.desk.files;
  const asked: string[] = [];
  const hanging = {
    ...objects,
    delete: (name: string) => {
      asked.push(name);
      return name.endsWith('/1') ? Promise.reject(new Error('no answer in 20 s')) : objects.delete(name);
    },
  };
  const desk = { ...test.desk, files: { ...test.desk.files, objects: hanging } };
  await deleteObjects(desk);
  expect(asked).toEqual(['attachments/EU/1']);
  await deleteObjects(desk);
  expect(asked).toEqual(['attachments/EU/1', 'attachments/EU/2', 'attachments/EU/3']);
  expect(await test.db.discardedObject.findMany()).toMatchObject([{ name: 'attachments/EU/1' }]);
  await test.db.$executeRaw`UPDATE discarded_object SET due_at = now() - interval '1 second'`;
  await deleteObjects(test.desk);
  expect(await test.db.discardedObject.count()).toBe(0);
});

it('goes with its customer: unreadable at once, and deleted from the store', async () => {
  const zoe = await test.a('CUSTOMER');
  const id = await aConversation(zoe);
  const attachment = await uploaded(zoe, id);
  await sendWith(zoe, id, [attachment]);
  const url = readAddress(test.desk.files.signingKey, attachment);
  expect((await paths.get(url)).status).toBe(200);
  await test.desk.vault.erase(zoe.id, 'EU');
  expect((await paths.get(url)).status).toBe(404);
  expect((await filesIn(await test.a('ADMIN'), id))[1]).toEqual({ body: null, attachments: [] });
  await test.desk.sql.$transaction((tx) => forgetPerson(tx, zoe.id));
  await deleteObjects(test.desk);
  expect(objectsOf(attachment)).toEqual([]);
  expect(await test.db.attachment.count({ where: { conversationId: id } })).toBe(0);
});

it('lives where its conversation does', async () => {
  const british = await test.a('CUSTOMER', { region: 'UK' });
  const id = await aConversation(british);
  const attachment = await uploaded(british, id);
  expect(objectsOf(attachment, 'UK')).toHaveLength(1);
  await expect(test.db.attachment.update({ where: { id: attachment }, data: { region: 'EU' } })).rejects.toThrow(
    'attachment_of_conversation',
  );
});
