import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { NotReceived, Room } from '@ycyw/service/files/receive';
import { claire, marie, openAgency, type House } from './agency.ts';
import { aPhoto, createUpload, photosOn, type Photos } from './photo.ts';
import { aBooking } from './rental.ts';

let house: House;
let photos: Photos;
let bookingId: string;

beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4 });
  photos = await photosOn(house);
  bookingId = (await aBooking(house, claire)).id;
});
afterAll(async () => {
  await photos.close();
  await house.close();
});

const announced = async (input: Record<string, unknown> = {}, viewer = marie) => {
  const { data, errors } = await createUpload(house, viewer, { bookingId, ...input });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.createUpload;
};

test('uploads that do not come keep no other waiting, however much they announced', async () => {
  const slow = await Promise.all([1, 2, 3].map(async () => photos.opened((await announced({ bytes: 12_582_912 })).url)));
  for (const { request } of slow) request.write(Buffer.from([0xff, 0xd8]));
  expect((await photos.put((await announced()).url, await aPhoto(40, 30))).status).toBe(201);
  for (const { request } of slow) request.destroy();
});

test('what has not come in time is received no longer, and may be sent again', async () => {
  const hasty = await photosOn(house, 200);
  const { url } = await announced();
  const slow = hasty.opened(url);
  slow.request.write(Buffer.from([0xff, 0xd8]));
  expect(await slow.status).toBe(0);
  expect((await hasty.put(url, await aPhoto(40, 30))).status).toBe(201);
  await hasty.close();
});

test('a renter’s photos are received one at a time', async () => {
  const other = (await aBooking(house, claire)).id;
  const units = house.units.get('CDG EDMV') ?? [];
  for (const [index, id] of [bookingId, other].entries())
    await house.db.booking.update({ where: { id }, data: { state: 'IN_PROGRESS', vehicleId: units[index] } });
  const bytes = await aPhoto(40, 30);
  const slow = photos.opened((await announced({ purpose: 'DISPUTE' }, claire)).url);
  slow.request.write(bytes.subarray(0, 10));
  // One that begins later and is through: the slow one is being received by then.
  const elsewhere = async () => photos.put((await announced({ purpose: 'DISPUTE', bookingId: other }, claire)).url, bytes);
  expect((await elsewhere()).status).toBe(201);
  const second = photos.put((await announced({ purpose: 'DISPUTE' }, claire)).url, bytes);
  expect((await elsewhere()).status).toBe(201);
  expect(await Promise.race([second, wait(100, 'waits')])).toBe('waits');
  slow.request.end(bytes.subarray(10));
  expect([await slow.status, (await second).status]).toEqual([201, 201]);
});

/** Bodies in a room for ten bytes, and what has come of them, as it is done. */
function inRoom() {
  const room = new Room(10);
  const done: string[] = [];
  const begin = (limit = 100, patienceMs = 20_000) => {
    const body = new PassThrough();
    const result = room.with(body, { limit, patienceMs }, (bytes) => {
      done.push(bytes.toString());
      return Promise.resolve(bytes.length);
    });
    return { body, result };
  };
  return { begin, done };
}

test('memory is counted by what has come: who finds none left waits, and the oldest comes to its end', async () => {
  const { begin, done } = inRoom();
  const [first, second] = [begin(), begin()];
  first.body.write('aaaaaa');
  await wait(10);
  second.body.end('bbbbbb');
  await wait(10);
  expect(done).toEqual([]);
  first.body.end('aaaaaa');
  expect(await Promise.all([first.result, second.result])).toEqual([12, 6]);
  expect(done).toEqual(['aaaaaaaaaaaa', 'bbbbbb']);
});

test('who waits for memory longer than a body may take gives up, and leaves what they had', async () => {
  const { begin } = inRoom();
  const [first, second] = [begin(), begin(100, 100)];
  second.body.write('bbb');
  first.body.write('aaaaaaa');
  await wait(10);
  second.body.write('bbb');
  await expect(second.result).rejects.toThrow(NotReceived);
  first.body.end('aaa');
  expect(await first.result).toBe(10);
  const third = begin();
  third.body.end('cccccccccc');
  expect(await third.result).toBe(10);
});
