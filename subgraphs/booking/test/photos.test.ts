import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { deletePhotos } from '../src/actions/deletePhotos.ts';
import { readAddress, uploadAddress } from '../src/actions/photoAddress.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { erasePeople } from '../src/actions/erase.ts';
import { forgetUploads, photosOf } from '../src/data/photo.ts';
import { claire, marie, openAgency, sam, type House } from './agency.ts';
import { aPhoto, aSignature, createUpload, photosOn, uploaded, type Photos } from './photo.ts';
import { aBooking } from './rental.ts';

let house: House;
let photos: Photos;
let bookingId: string;

beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4, 'LYS EDMV': 1 });
  photos = await photosOn(house);
  bookingId = (await aBooking(house, claire)).id;
});
afterAll(async () => {
  await photos.close();
  await house.close();
});

const folder = (): string => path.join(house.objects, 'photos', 'EU');
const objectsOf = (id: string): string[] => (existsSync(folder()) ? readdirSync(folder()).filter((name) => name.startsWith(id)) : []);
const announced = async (input: Record<string, unknown> = {}) => {
  const { data, errors } = await createUpload(house, marie, { bookingId, ...input });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.createUpload;
};

test('a photo is upright, smaller and without what came beside it', async () => {
  const bytes = await aPhoto();
  expect((await sharp(bytes).metadata()).exif?.toString('latin1')).toMatch(/Phone of Claire/);
  const { id, url } = await announced();
  const taken = await photos.put(url, bytes);
  expect([taken.status, await taken.json()]).toEqual([201, { id }]);
  const [photo] = await photosOf(house.world.sql, bookingId, [id]);
  expect(photo).toMatchObject({ width: 1200, height: 1600 });

  const shown = await photos.get(readAddress(house.world.signingKey, id));
  expect(shown.status).toBe(200);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'private, max-age=300',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  const out = Buffer.from(await shown.arrayBuffer());
  expect(await sharp(out).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 1600 });
  const { exif, icc, xmp, orientation } = await sharp(out).metadata();
  expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined]);
  expect(out.toString('latin1')).not.toMatch(/Phone of Claire|Exif|GPS/);
});

test('the same upload again is the same photo, and its bytes are not replaced', async () => {
  const idempotencyKey = uuidv7();
  const first = await announced({ idempotencyKey });
  expect((await photos.put(first.url, await aPhoto(400, 300))).status).toBe(201);
  const again = await announced({ idempotencyKey });
  expect(again).toEqual(first);
  expect((await photos.put(again.url, await aPhoto(200, 100))).status).toBe(200);
  expect((await photosOf(house.world.sql, bookingId, [first.id]))[0]).toMatchObject({ width: 300, height: 400 });
});

test('what was not sent in time is sent to the address that the same request gives then', async () => {
  const idempotencyKey = uuidv7();
  const first = await announced({ idempotencyKey });
  const over = new Date(Date.now() - 1000);
  await house.db.photo.update({ where: { id: first.id }, data: { uploadUntil: over } });
  expect((await photos.put(uploadAddress(house.world.signingKey, first.id, over), await aPhoto(40, 30))).status).toBe(403);
  const again = await announced({ idempotencyKey });
  expect(again.id).toBe(first.id);
  expect(new Date(again.expiresAt).getTime()).toBeGreaterThan(Date.now() + 14 * 60_000);
  expect((await photos.put(again.url, await aPhoto(40, 30))).status).toBe(201);
});

test('an upload that was begun before another replaces nothing when it ends after it', async () => {
  const { id, url } = await announced();
  const slow = photos.opened(url);
  const late = await aPhoto(200, 100);
  slow.request.write(late.subarray(0, 10));
  expect((await photos.put(url, await aPhoto(400, 300))).status).toBe(201);
  const shown = async () => Buffer.from(await (await photos.get(readAddress(house.world.signingKey, id))).arrayBuffer());
  const signed = await shown();
  slow.request.end(late.subarray(10));
  expect(await slow.status).toBe(200);
  expect(await shown()).toEqual(signed);
  expect(await sharp(signed).metadata()).toMatchObject({ width: 300, height: 400 });
  expect((await photosOf(house.world.sql, bookingId, [id]))[0]).toMatchObject({ width: 300, height: 400 });
  expect(objectsOf(id)).toHaveLength(1);
});

test('what lies in the store is sealed', async () => {
  const id = await uploaded(house, photos, bookingId);
  const stored = readFileSync(path.join(folder(), objectsOf(id)[0] ?? ''));
  await expect(sharp(stored).metadata()).rejects.toThrow();
  expect(stored.toString('latin1')).not.toMatch(/JFIF/);
});

test('a signature is a PNG', async () => {
  const id = await uploaded(house, photos, bookingId, 'HAND_OVER_SIGNATURE');
  const shown = await photos.get(readAddress(house.world.signingKey, id));
  expect(shown.headers.get('content-type')).toBe('image/png');
  expect(await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).toMatchObject({ format: 'png', width: 600 });
});

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

test.each<[string, () => Promise<Buffer | string>]>([
  ['a text named photo.jpg', () => Promise.resolve('To whom it may concern')],
  ['nothing', () => Promise.resolve('')],
  ['a drawing with a script', () => Promise.resolve('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['a picture of another kind', () => plain(9, 9).gif().toBuffer()],
  ['a truncated JPEG', async () => (await aPhoto()).subarray(0, 9000)],
  ['a header that promises 900 million pixels', () => Promise.resolve(png(30_000, 30_000))],
  ['a bomb: 51 million pixels in a few kilobytes', () => plain(7200, 7200).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer()],
  ['a bomb: 17 million pixels that come in passes', () => plain(4200, 4100).toColourspace('b-w').png({ progressive: true }).toBuffer()],
  ['a progressive JPEG of 17 million pixels', () => plain(4200, 4100).jpeg({ progressive: true }).toBuffer()],
  ['sixteen bits a colour', () => plain(400, 300).toColourspace('rgb16').png().toBuffer()],
])('refuses %s', async (_, make) => {
  const bytes = Buffer.from(await make());
  const { id, url } = await announced();
  expect((await photos.put(url, bytes)).status).toBe(400);
  expect(objectsOf(id)).toEqual([]);
  await expect(photosOf(house.world.sql, bookingId, [id])).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});

test('takes what phones take: 48 million pixels line by line, and 12 million that come in passes', async () => {
  const sizes = [plain(8000, 6000).jpeg(), plain(4000, 3000).jpeg({ progressive: true })];
  for (const made of sizes) expect((await photos.put((await announced()).url, await made.toBuffer())).status).toBe(201);
});

test('after two that are no picture nothing more is taken', async () => {
  const idempotencyKey = uuidv7();
  const { id, url } = await announced({ idempotencyKey });
  for (const status of [400, 400, 410]) expect((await photos.put(url, 'no picture')).status).toBe(status);
  expect((await photos.put((await announced({ idempotencyKey })).url, await aPhoto(40, 30))).status).toBe(410);
  expect(objectsOf(id)).toEqual([]);
});

test('takes no JPEG for a signature', async () => {
  const { url } = await announced({ purpose: 'HAND_OVER_SIGNATURE', mediaType: 'image/png' });
  expect((await photos.put(url, await aPhoto(300, 100))).status).toBe(400);
});

test('takes no more bytes than were announced', async () => {
  const { url } = await announced({ bytes: 1000 });
  expect((await photos.put(url, await aPhoto())).status).toBe(413);
});

test('an address is for one photo, one purpose and its time', async () => {
  const { world } = house;
  const { id, url } = await announced();
  const other = await announced();
  const bytes = await aPhoto(40, 30);
  const over = new Date(Date.now() - 1000);
  const forged = [
    url.replace(id, other.id),
    url.replace(/until=\d+/, 'until=4000000000'),
    url.replace(/signature=./, 'signature=%00'),
    uploadAddress(world.signingKey, id, over),
    readAddress(world.signingKey, id),
    '/photos',
  ];
  for (const address of forged) expect((await photos.put(address, bytes)).status).toBe(403);
  expect((await photos.get(url)).status).toBe(403);
  expect((await photos.get(readAddress(world.signingKey, id, -60))).status).toBe(403);
  expect((await photos.get(readAddress(world.signingKey, id))).status).toBe(404);
  const expires = new Date((await announced()).expiresAt).getTime() - Date.now();
  expect(expires).toBeGreaterThan(14 * 60_000);
  expect(expires).toBeLessThanOrEqual(15 * 60_000);
});

test.each([
  ['too many bytes', { bytes: 12_582_913 }, 'BAD_INPUT', /bytes/],
  ['no bytes', { bytes: 0 }, 'BAD_INPUT', /bytes/],
  ['a media type that is no photo', { mediaType: 'image/svg+xml' }, 'BAD_INPUT', /mediaType/],
  ['a signature that is no PNG', { purpose: 'HAND_OVER_SIGNATURE', mediaType: 'image/jpeg' }, 'BAD_INPUT', /mediaType/],
  ['a photo of a return before the car is out', { purpose: 'TAKE_BACK' }, 'WRONG_STATE', /./],
  ['a booking that is not there', { bookingId: uuidv7() }, 'NOT_FOUND', /./],
  ['a booking that is no id', { bookingId: 'none' }, 'NOT_FOUND', /./],
])('refuses to take %s', async (_, input, code, message) => {
  const asked = await createUpload(house, marie, { bookingId, ...input });
  expect(asked.code).toBe(code);
  expect(asked.errors[0]?.message).toMatch(message);
});

test('the desk takes photos, the renter shows evidence, and nobody else either', async () => {
  const elsewhere = { ...marie, id: uuidv7(), agencies: ['LYS'] };
  for (const viewer of [claire, sam, elsewhere, {}]) expect((await createUpload(house, viewer, { bookingId })).code).toBe('NOT_FOUND');
  for (const viewer of [marie, sam]) expect((await createUpload(house, viewer, { bookingId, purpose: 'DISPUTE' })).code).toBe('NOT_FOUND');
  // Known as theirs; there is nothing to dispute yet.
  expect((await createUpload(house, claire, { bookingId, purpose: 'DISPUTE' })).code).toBe('WRONG_STATE');
});

test('photos of another booking, and signatures, are no photos of this one', async () => {
  const { id: other } = await aBooking(house, sam);
  const id = await uploaded(house, photos, other);
  const signature = await uploaded(house, photos, bookingId, 'HAND_OVER_SIGNATURE');
  for (const wrong of [id, signature, uuidv7(), 'none'])
    await expect(photosOf(house.world.sql, bookingId, [wrong])).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});

test('who is erased takes their photos along: unreadable at once, and deleted from the store', async () => {
  const gone = { ...claire, id: uuidv7() };
  const { id: theirs } = await aBooking(house, gone);
  const id = await uploaded(house, photos, theirs);
  const agents = await uploaded(house, photos, theirs, 'HAND_OVER_AGENT_SIGNATURE');
  const address = readAddress(house.world.signingKey, id);
  expect((await photos.get(address)).status).toBe(200);
  await house.world.vault.erase(gone.id, 'EU');
  expect((await photos.get(address)).status).toBe(404);
  expect(objectsOf(id)).toHaveLength(1);

  await house.db.booking.update({ where: { id: theirs }, data: { state: 'CLOSED', vehicleId: house.units.get('CDG EDMV')?.[0] } });
  await house.world.sql.$transaction((tx) =>
    noteErasure(tx, { deletionId: uuidv7(), userId: gone.id, region: 'EU' }, house.world.clock.now()),
  );
  await erasePeople(house.world);
  await deletePhotos(house.world);
  expect(objectsOf(id)).toEqual([]);
  expect(await house.db.photo.findUnique({ where: { id } })).toBeNull();
  // The agent's own signature stays the agent's.
  expect((await photos.get(readAddress(house.world.signingKey, agents))).status).toBe(200);
});

test('what was announced and never sent is given up after a day', async () => {
  const { id } = await announced();
  const later = new Date(house.world.clock.now().getTime() + 25 * 3_600_000);
  await forgetUploads(house.world.sql, later);
  await deletePhotos(house.world);
  expect(await house.db.photo.findUnique({ where: { id } })).toBeNull();
  expect(readdirSync(folder()).length).toBeGreaterThan(0);
});

test('the store refuses who does not hold its key', async () => {
  const { objects } = house.world;
  await objects.put('photos/EU/probe', await aSignature());
  expect(await objects.get('photos/EU/probe')).toEqual(await aSignature());
  const asStranger = house.objectsAs({ secret: 'another secret' });
  await expect(asStranger.get('photos/EU/probe')).rejects.toThrow('object store: GET 403');
  await expect(asStranger.put('photos/EU/probe', Buffer.from('x'))).rejects.toThrow('403');
  await objects.delete('photos/EU/probe');
  expect(await objects.get('photos/EU/probe')).toBeNull();
});
