import { webcrypto } from 'node:crypto';
import { safetyCode } from '@ycyw/core/confidential/safetyCode';
import { v7 as uuidv7 } from 'uuid';
import { aConversation, aDesk, field, send, START, TAKE, type Person, type TestDesk } from '../aDesk.ts';
import { aConfidentialConversation, aDevice, JOIN, letIn, openedBy, read, sendCiphertext, type TestDevice } from './devices.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;
let leo: Person;
let clairesDevice: TestDevice;
let mariesDevice: TestDevice;
let leosDevice: TestDevice;
let id: string;
const both = () => ({ customer: claire, theirs: clairesDevice, agent: marie, agents: mariesDevice });

beforeAll(async () => {
  test = await aDesk();
  [claire, marie, leo] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT'), test.a('AGENT')]);
  clairesDevice = await aDevice(claire);
  mariesDevice = await aDevice(marie);
  leosDevice = await aDevice(leo);
});
beforeEach(async () => {
  id = await aConfidentialConversation(claire, clairesDevice.name);
});
afterAll(async () => {
  for (const device of [clairesDevice, mariesDevice, leosDevice]) device.close();
  await test.stop();
});

const say = async (person: Person, device: TestDevice, readers: TestDevice[], body: string): Promise<void> => {
  const names = readers.map(({ name }) => name);
  field(await sendCiphertext(person, id, await device.encrypt(id, names, body)), 'sendMessage');
};
const take = async (device: TestDevice, from: number): Promise<void> => {
  await device.box.until((items) => items.length > from);
  await device.receive(device.box.items.slice(from));
};

it('opens with a fixed subject, no word of the customer’s, and the customer’s device alone', async () => {
  expect(await read(claire, id)).toMatchObject({
    subject: 'Conversation confidentielle',
    confidential: true,
    devices: [{ ...clairesDevice.name, party: 'CUSTOMER' }],
    messages: { edges: [] },
  });
});

it('is read on both devices and by nobody else; the graph has a ciphertext, no body, no language, no translation', async () => {
  await say(claire, clairesDevice, [], 'Avant vous');
  await letIn(id, both(), { history: true });
  const boxes = [mariesDevice.box.items.length, clairesDevice.box.items.length] as const;
  await say(claire, clairesDevice, [mariesDevice], 'Je vous lis ma carte');
  await take(mariesDevice, boxes[0]);
  await say(marie, mariesDevice, [clairesDevice], 'Bien reçu');
  await take(clairesDevice, boxes[1]);
  const expected = ['Avant vous', 'Je vous lis ma carte', 'Bien reçu'];
  expect(await openedBy(claire, clairesDevice, id)).toEqual(expected);
  expect(await openedBy(marie, mariesDevice, id)).toEqual(expected);
  expect(await openedBy(leo, leosDevice, id)).toEqual([null, null, null]);
  const { messages } = await read(marie, id);
  for (const { node } of messages.edges) expect(node).toMatchObject({ body: null, language: null, translation: null });
});

it('keeps closed what was written before the agent came, unless the customer opens it', async () => {
  await say(claire, clairesDevice, [], 'Avant vous');
  await letIn(id, both(), { history: false });
  const before = mariesDevice.box.items.length;
  await say(claire, clairesDevice, [mariesDevice], 'Depuis que vous êtes là');
  await take(mariesDevice, before);
  expect(await openedBy(marie, mariesDevice, id)).toEqual([null, 'Depuis que vous êtes là']);
});

it('shares no key with a device that was not let in, though it takes part for the server', async () => {
  await marie.ask(TAKE, { id });
  await marie.ask(JOIN, { id, deviceId: mariesDevice.deviceId });
  const stranger = await aDevice(marie);
  await marie.ask(JOIN, { id, deviceId: stranger.deviceId });
  await say(claire, clairesDevice, [mariesDevice, stranger], 'Pour personne encore');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(stranger.box.items).toEqual([]);
  expect(await openedBy(marie, stranger, id)).toEqual([null]);
  stranger.close();
});

it('an agent after a transfer is let in anew, and the one before reads nothing more', async () => {
  await letIn(id, both(), { history: false });
  let box = mariesDevice.box.items.length;
  await say(claire, clairesDevice, [mariesDevice], 'Pour Marie');
  await take(mariesDevice, box);
  await test.db.conversation.update({ where: { id }, data: { agentId: leo.id } });
  await letIn(id, { ...both(), agent: leo, agents: leosDevice }, { history: false });
  box = leosDevice.box.items.length;
  await say(claire, clairesDevice, [leosDevice], 'Pour Léo');
  await take(leosDevice, box);
  expect(await openedBy(leo, leosDevice, id)).toEqual([null, 'Pour Léo']);
  expect(await openedBy(marie, mariesDevice, id)).toEqual(['Pour Marie', null]);
});

it('a device that has lost its keys, or another of the customer’s, reads nothing', async () => {
  await say(claire, clairesDevice, [], 'Perdu');
  const another = await aDevice(claire);
  expect(await openedBy(claire, another, id)).toEqual([null]);
  expect(await claire.ask(JOIN, { id, deviceId: another.deviceId })).toMatchObject({ code: 'WRONG_STATE' });
  another.close();
});

it('shows a message of a device that nobody vouched for as such', async () => {
  await letIn(id, both(), { history: false });
  const forged = await aDevice(marie);
  await marie.ask(JOIN, { id, deviceId: forged.deviceId });
  await forged.trust(id, clairesDevice.name);
  const before = clairesDevice.box.items.length;
  const ciphertext = await forged.encrypt(id, [clairesDevice.name], 'Donnez-moi votre code');
  await test.db.conversationDevice.updateMany({
    where: { conversationId: id, deviceId: forged.deviceId },
    data: { admittedAt: new Date() },
  });
  field(await sendCiphertext(marie, id, ciphertext), 'sendMessage');
  await take(clairesDevice, before);
  expect(await openedBy(claire, clairesDevice, id)).toEqual(['? Donnez-moi votre code']);
  forged.close();
});

it('both sides compute the same code, and another where somebody stands between', async () => {
  const sha512 = (text: string): Promise<ArrayBuffer> => webcrypto.subtle.digest('SHA-512', new TextEncoder().encode(text));
  const [one, other] = await Promise.all([
    safetyCode(clairesDevice.own, mariesDevice.own, sha512),
    safetyCode(mariesDevice.own, clairesDevice.own, sha512),
  ]);
  expect(one).toEqual(other);
  expect(one).toHaveLength(12);
  expect(one.every((group) => /^\d{5}$/.test(group))).toBe(true);
  const between = { ...mariesDevice.own, signingKey: leosDevice.own.signingKey };
  expect(await safetyCode(clairesDevice.own, between, sha512)).not.toEqual(one);
});

describe('refuses', () => {
  it('a body in the clear, and writes nothing', async () => {
    expect(await send(claire, id, 'En clair')).toMatchObject({ code: 'BAD_INPUT' });
    expect(await test.db.message.count({ where: { conversationId: id } })).toBe(0);
  });

  it('ciphertext in an ordinary conversation', async () => {
    const ciphertext = await clairesDevice.encrypt(id, [], 'x');
    const ordinary = await aConversation(claire);
    expect(await sendCiphertext(claire, ordinary, ciphertext)).toMatchObject({ code: 'BAD_INPUT' });
  });

  it.each([
    ['words', 'Bonjour'],
    ['JSON of another shape', '{"body":"Bonjour"}'],
    [
      'a body beside the ciphertext',
      '{"algorithm":"m.megolm.v1.aes-sha2","ciphertext":"AAAA","device_id":"A","sender_key":"A","session_id":"A","body":"Bonjour"}',
    ],
    [
      '13 kB',
      JSON.stringify({
        algorithm: 'm.megolm.v1.aes-sha2',
        ciphertext: 'A'.repeat(13_000),
        device_id: 'A',
        sender_key: 'A',
        session_id: 'A',
      }),
    ],
  ])('as ciphertext %s', async (_, ciphertext) => {
    expect(await sendCiphertext(claire, id, ciphertext)).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('ciphertext of a device that is another’s, and of one that still waits', async () => {
    const ciphertext = await clairesDevice.encrypt(id, [], 'x');
    await marie.ask(TAKE, { id });
    expect(await sendCiphertext(marie, id, ciphertext)).toMatchObject({ code: 'NOT_FOUND' });
    await marie.ask(JOIN, { id, deviceId: mariesDevice.deviceId });
    const early = await mariesDevice.encrypt(id, [], 'x');
    expect(await sendCiphertext(marie, id, early)).toMatchObject({ code: 'WRONG_STATE' });
  });

  it.each([
    ['a subject', { subject: 'Ma maladie' }],
    ['a first message', { body: 'Bonjour' }],
    ['no device', { deviceId: null }],
    ['a device that nobody knows', { deviceId: 'UNKNOWNDEVICE' }],
  ])('to open with %s', async (_, input) => {
    const opening = { confidential: true, deviceId: clairesDevice.deviceId, clientId: uuidv7(), ...input };
    expect(await claire.ask(START, { input: opening })).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('a transcript by mail', async () => {
    const ask = 'mutation ($id: ID!, $clientId: ID!) { mailTranscript(conversationId: $id, clientId: $clientId) }';
    const asked = await claire.ask(ask, { id, clientId: uuidv7() });
    expect(asked).toMatchObject({ code: 'WRONG_STATE' });
  });

  it('what a statement of ours would write in the clear there: the database does', async () => {
    await say(claire, clairesDevice, [], 'x');
    await expect(test.db.message.updateMany({ where: { conversationId: id }, data: { body: new Uint8Array(3) } })).rejects.toThrow();
  });
});
