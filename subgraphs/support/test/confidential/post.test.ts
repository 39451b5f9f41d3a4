import { v7 as uuidv7 } from 'uuid';
import type { Delivered, DeviceName } from '@ycyw/core/confidential/wire';
import { meeting } from '@ycyw/service/testing/meeting';
import { aDesk, field, TAKE, type Person, type TestDesk } from '../aDesk.ts';
import { following } from '../follower.ts';
import {
  ADMIT,
  aConfidentialConversation,
  aDevice,
  aDeviceId,
  CLAIM,
  FORGET,
  JOIN,
  KEYS,
  TO_DEVICES,
  UPLOAD,
  type TestDevice,
} from './devices.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;
let sam: Person;
let clairesDevice: TestDevice;
let mariesDevice: TestDevice;
let samsDevice: TestDevice;
let id: string;

beforeAll(async () => {
  test = await aDesk();
  [claire, marie, sam] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT'), test.a('CUSTOMER')]);
  clairesDevice = await aDevice(claire);
  mariesDevice = await aDevice(marie);
  samsDevice = await aDevice(sam);
  id = await aConfidentialConversation(claire, clairesDevice.name);
  await marie.ask(TAKE, { id });
  await marie.ask(JOIN, { id, deviceId: mariesDevice.deviceId });
});
afterAll(async () => {
  for (const device of [clairesDevice, mariesDevice, samsDevice]) device.close();
  await test.stop();
});

const olm = (marker = 'AAAA'): string =>
  JSON.stringify({ algorithm: 'm.olm.v1.curve25519-aes-sha2', sender_key: 'AAAA', ciphertext: { AAAA: { type: 0, body: marker } } });
const post = (person: Person, messages: (DeviceName & { content: string })[], clientId: string = uuidv7(), conversationId = id) =>
  person.ask(TO_DEVICES, { input: { conversationId, clientId, messages } });
const keysOf = async (device: DeviceName): Promise<string> =>
  (await test.db.device.findUniqueOrThrow({ where: { userId_deviceId: device } })).keys;

describe('a device’s keys', () => {
  it('are refused under somebody else’s name, with a foreign signature, too large, or in another shape', async () => {
    const own = JSON.parse(await keysOf(clairesDevice.name)) as Record<string, unknown> & {
      signatures: Record<string, Record<string, string>>;
    };
    const deviceId = clairesDevice.deviceId;
    const ask = (person: Person, deviceKeys: unknown) =>
      person.ask(UPLOAD, { input: { deviceId, deviceKeys: typeof deviceKeys === 'string' ? deviceKeys : JSON.stringify(deviceKeys) } });
    // Sam publishes Claire's keys as his, and Claire's under her name.
    expect(await ask(sam, own)).toMatchObject({ code: 'BAD_INPUT' });
    expect(await ask(sam, { ...own, user_id: `@${sam.id}:ycyw` })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await ask(claire, { ...own, algorithms: ['m.other'] })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await ask(claire, { ...own, signatures: {} })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await ask(claire, { ...own, note: 'x'.repeat(5000) })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await ask(claire, 'no JSON')).toMatchObject({ code: 'BAD_INPUT' });
    expect(await claire.ask(UPLOAD, { input: { deviceId: 'short' } })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await ask(claire, own)).toMatchObject({ code: undefined });
  });

  it('never change: whoever compared them did so for good', async () => {
    const second = await aDevice(claire);
    const other = JSON.parse(await keysOf(second.name)) as { device_id: string };
    second.close();
    await test.db.device.update({ where: { userId_deviceId: second.name }, data: { keys: '{}' } });
    expect(await claire.ask(UPLOAD, { input: { deviceId: other.device_id, deviceKeys: JSON.stringify(other) } })).toMatchObject({
      code: 'WRONG_STATE',
    });
  });

  it('are those of the last twenty browsers, however many there were', async () => {
    const many = await test.a('CUSTOMER');
    for (let n = 0; n < 22; n += 1) (await aDevice(many)).close();
    expect(await test.db.device.count({ where: { userId: many.id } })).toBe(20);
  });
});

describe('one-time keys', () => {
  const left = (device: DeviceName) => test.db.oneTimeKey.count({ where: { ...device, key: { not: null } } });
  const claim = (person: Person, devices: DeviceName[], conversationId = id) => person.ask(CLAIM, { id: conversationId, devices });
  type Claimed = { keyId: string; key: string }[];

  it('are given once each to fifty who ask at the same time; who looks before taking gives some twice', async () => {
    await Promise.all(Array.from({ length: 10 }, () => test.desk.sql.$queryRaw`SELECT 1`));
    const before = await left(clairesDevice.name);
    const answers = await Promise.all(Array.from({ length: 50 }, () => claim(marie, [clairesDevice.name])));
    const given = answers.flatMap((answer) => field<Claimed>(answer as never, 'claimOneTimeKeys').map(({ keyId }) => keyId));
    expect(given).toHaveLength(Math.min(50, before));
    expect(new Set(given).size).toBe(given.length);
    expect(await left(clairesDevice.name)).toBe(before - given.length);
    // The control.
    const { sql } = test.desk;
    const met = meeting();
    const naive = async (): Promise<string | undefined> => {
      const { userId, deviceId } = samsDevice.name;
      const [row] = await sql.$queryRaw<{ keyId: string }[]>`
        SELECT key_id AS "keyId" FROM one_time_key WHERE user_id = ${userId}::uuid AND device_id = ${deviceId} AND key IS NOT NULL ORDER BY key_id LIMIT 1`;
      await met();
      await sql.$executeRaw`UPDATE one_time_key SET key = NULL WHERE user_id = ${userId}::uuid AND device_id = ${deviceId} AND key_id = ${row?.keyId ?? ''}`;
      return row?.keyId;
    };
    const naively = await Promise.all(Array.from({ length: 50 }, naive));
    expect(new Set(naively).size).toBeLessThan(50);
  });

  it('are made anew by the device once the server has few left', async () => {
    await clairesDevice.publish();
    expect(await left(clairesDevice.name)).toBeGreaterThanOrEqual(50);
  });

  it('that were given are not taken again: the replay of one is never handed out', async () => {
    const [device] = [await aDevice(claire)];
    await test.db.conversationDevice.deleteMany({ where: { deviceId: device.deviceId } });
    const first = field<Claimed>(await claim(marie, [device.name]), 'claimOneTimeKeys')[0];
    if (!first) throw new Error('no key');
    const replayed = await claire.ask(UPLOAD, {
      input: {
        deviceId: device.deviceId,
        oneTimeKeys: JSON.stringify({ [`signed_curve25519:${first.keyId}`]: JSON.parse(first.key) as unknown }),
      },
    });
    expect(replayed.code).toBeUndefined();
    const all: string[] = [];
    for (;;) {
      const [next] = field<Claimed>(await claim(marie, [device.name]), 'claimOneTimeKeys');
      if (!next) break;
      all.push(next.keyId);
    }
    expect(all).not.toContain(first.keyId);
    device.close();
  });

  it('are refused unsigned, in another’s name, by the hundred and one, and beyond 200', async () => {
    const own = samsDevice.name;
    const [kept] = await test.db.oneTimeKey.findMany({ where: { ...own, key: { not: null } }, take: 1 });
    const good = JSON.parse(kept?.key ?? '') as { key: string };
    const ask = (person: Person, oneTimeKeys: object) =>
      person.ask(UPLOAD, { input: { deviceId: own.deviceId, oneTimeKeys: JSON.stringify(oneTimeKeys) } });
    expect(await ask(sam, { 'signed_curve25519:X1': { key: good.key, signatures: {} } })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await ask(sam, { 'curve25519:X1': good })).toMatchObject({ code: 'BAD_INPUT' });
    expect(
      await ask(sam, Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`signed_curve25519:X${String(n)}`, good]))),
    ).toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(await ask(claire, { 'signed_curve25519:X1': good })).toMatchObject({ code: 'NOT_FOUND' });
    const filling = (from: number) =>
      Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`signed_curve25519:Y${String(from + n)}`, good]));
    const filled = [await ask(sam, filling(0)), await ask(sam, filling(100)), await ask(sam, filling(200))];
    expect(filled.map(({ code }) => code)).toContain('BAD_INPUT');
    expect(await left(own)).toBeLessThanOrEqual(200);
  });
});

describe('messages to a device', () => {
  it('come in order and without gaps, first what waited, then live, whoever sends at once', async () => {
    const device = await aDevice(marie);
    await marie.ask(JOIN, { id, deviceId: device.deviceId });
    const follow = () =>
      following<Delivered>(
        marie,
        'deviceMessageAdded',
        'subscription ($d: ID!) { deviceMessageAdded(deviceId: $d) { sequence senderId content } }',
        {
          d: device.deviceId,
        },
      );
    await Promise.all(Array.from({ length: 20 }, () => post(claire, [{ ...device.name, content: olm() }])));
    const live = follow();
    await live.until((items) => items.length === 20);
    await Promise.all(Array.from({ length: 20 }, () => post(claire, [{ ...device.name, content: olm() }])));
    expect((await live.until((items) => items.length === 40)).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
    live.stop();
    // What it has it is not given again; the rest comes behind it.
    expect((await marie.ask(FORGET, { deviceId: device.deviceId, upTo: 40 })).code).toBeUndefined();
    await post(claire, [{ ...device.name, content: olm() }]);
    const again = follow();
    expect(await again.until((items) => items.length === 1)).toMatchObject([{ sequence: 41, senderId: claire.id }]);
    again.stop();
    expect(await marie.ask(FORGET, { deviceId: device.deviceId, upTo: 42 })).toMatchObject({ code: 'NOT_FOUND' });
    device.close();
  });

  it('sent twice under one clientId come once', async () => {
    const before = await test.db.deviceMessage.count({ where: mariesDevice.name });
    const clientId = uuidv7();
    await Promise.all([1, 2, 3].map(() => post(claire, [{ ...mariesDevice.name, content: olm() }], clientId)));
    expect(await test.db.deviceMessage.count({ where: mariesDevice.name })).toBe(before + 1);
  });

  it('sent again after the device has forgotten them do not come again, for a week; of their content nothing stays', async () => {
    const device = await aDevice(marie);
    const clientId = uuidv7();
    const send = () => post(claire, [{ ...device.name, content: olm() }], clientId);
    const sent = () => test.db.device.findUniqueOrThrow({ where: { userId_deviceId: device.name } });
    await send();
    await device.box.until((items) => items.length === 1);
    expect((await marie.ask(FORGET, { deviceId: device.deviceId, upTo: 1 })).code).toBeUndefined();
    expect(await test.db.deviceMessage.findMany({ where: device.name })).toMatchObject([{ sequence: 1, content: null }]);
    expect(await send()).toMatchObject({ code: undefined });
    expect(await sent()).toMatchObject({ lastSequence: 1, readUpTo: 1 });
    expect(device.box.items).toHaveLength(1);
    await test.db.deviceMessage.updateMany({ where: device.name, data: { sentAt: new Date(Date.now() - 8 * 86_400_000) } });
    await marie.ask(FORGET, { deviceId: device.deviceId, upTo: 1 });
    expect(await test.db.deviceMessage.count({ where: device.name })).toBe(0);
    device.close();
  });

  it('go with who sent them, those that the device has and those that wait', async () => {
    const leaving = await test.a('CUSTOMER');
    const theirs = await aDevice(leaving);
    const conversation = await aConfidentialConversation(leaving, theirs.name);
    await marie.ask(TAKE, { id: conversation });
    await marie.ask(JOIN, { id: conversation, deviceId: mariesDevice.deviceId });
    const forMarie = [{ ...mariesDevice.name, content: olm() }];
    for (let n = 0; n < 2; n += 1) expect((await post(leaving, forMarie, uuidv7(), conversation)).code).toBeUndefined();
    const ofTheirs = { where: { senderId: leaving.id } };
    expect(await test.db.deviceMessage.count(ofTheirs)).toBe(2);
    const { forgetPerson } = await import('../../src/data/personal.ts');
    await test.desk.sql.$transaction((tx) => forgetPerson(tx, leaving.id));
    expect(await test.db.deviceMessage.count(ofTheirs)).toBe(0);
    theirs.close();
  });

  it.each([
    ['words', 'Bonjour'],
    ['a room key in the clear', JSON.stringify({ algorithm: 'm.megolm.v1.aes-sha2', session_key: 'AAAA', room_id: '!x:ycyw' })],
    ['65 kB', olm('A'.repeat(66_000))],
  ])('are refused as %s', async (_, content) => {
    expect(await post(claire, [{ ...mariesDevice.name, content }])).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('wait by the thousand at most', async () => {
    const device = await aDevice(marie);
    await test.db.device.update({ where: { userId_deviceId: device.name }, data: { lastSequence: 1000 } });
    expect(await post(claire, [{ ...device.name, content: olm() }])).toMatchObject({ code: 'RATE_LIMITED' });
    device.close();
  });
});

describe('somebody else’s', () => {
  const stranger = (): { name: string; person: Person }[] => [{ name: 'a customer', person: sam }];

  it.each([
    ['keys', (who: Person) => who.ask(KEYS, { id })],
    ['one-time keys', (who: Person) => who.ask(CLAIM, { id, devices: [clairesDevice.name] })],
    ['box', (who: Person) => post(who, [{ ...clairesDevice.name, content: olm() }])],
    ['conversation to let devices into', (who: Person) => who.ask(ADMIT, { id, userId: marie.id, deviceId: mariesDevice.deviceId })],
    ['messages to forget', (who: Person) => who.ask(FORGET, { deviceId: clairesDevice.deviceId, upTo: 0 })],
  ])('%s are NOT_FOUND', async (_, ask) => {
    for (const { person } of stranger()) expect(await ask(person)).toMatchObject({ data: null, code: 'NOT_FOUND' });
  });

  it('keys and boxes are NOT_FOUND to staff who do not take part', async () => {
    const leo = await test.a('MANAGER');
    expect(await leo.ask(KEYS, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await post(leo, [{ ...clairesDevice.name, content: olm() }])).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('box is NOT_FOUND over a subscription', async () => {
    const live = following(sam, 'deviceMessageAdded', 'subscription ($d: ID!) { deviceMessageAdded(deviceId: $d) { sequence } }', {
      d: clairesDevice.deviceId,
    });
    while (live.code() === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(live.code()).toBe('NOT_FOUND');
  });

  it('device is NOT_FOUND to those who take part, too, where its owner does not', async () => {
    expect(await post(claire, [{ ...samsDevice.name, content: olm() }])).toMatchObject({ code: 'NOT_FOUND' });
    expect(await claire.ask(CLAIM, { id, devices: [samsDevice.name] })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await post(claire, [{ userId: marie.id, deviceId: aDeviceId(), content: olm() }])).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('conversation is not joined by staff who do not have it, nor a device let in that never asked, nor by staff', async () => {
    const leo = await test.a('MANAGER');
    const device = await aDevice(leo);
    expect(await leo.ask(JOIN, { id, deviceId: device.deviceId })).toMatchObject({ code: 'WRONG_STATE' });
    expect(await claire.ask(ADMIT, { id, ...device.name })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await marie.ask(ADMIT, { id, ...mariesDevice.name })).toMatchObject({ code: 'FORBIDDEN' });
    device.close();
  });
});

it('goes with its customer: nothing of their devices, boxes or part in conversations stays', async () => {
  const zoe = await test.a('CUSTOMER');
  const device = await aDevice(zoe);
  await aConfidentialConversation(zoe, device.name);
  const { forgetPerson } = await import('../../src/data/personal.ts');
  await test.desk.sql.$transaction((tx) => forgetPerson(tx, zoe.id));
  expect(await test.db.device.count({ where: { userId: zoe.id } })).toBe(0);
  expect(await test.db.oneTimeKey.count({ where: { userId: zoe.id } })).toBe(0);
  expect(await test.db.conversationDevice.count({ where: { userId: zoe.id } })).toBe(0);
  device.close();
});
