import { openDevice, type ConfidentialDevice } from '@ycyw/core/confidential/device';
import type { Delivered, DeviceName, Wire } from '@ycyw/core/confidential/wire';
import { v7 as uuidv7 } from 'uuid';
import { field, START, TAKE, type Answer, type Person } from '../aDesk.ts';
import { following, type Follower } from '../follower.ts';

export const UPLOAD = 'mutation ($input: UploadDeviceKeysInput!) { uploadDeviceKeys(input: $input) { oneTimeKeysLeft } }';
export const KEYS = 'query ($id: ID!) { deviceKeys(conversationId: $id) { userId deviceId keys } }';
export const CLAIM =
  'mutation ($id: ID!, $devices: [DeviceInput!]!) { claimOneTimeKeys(conversationId: $id, devices: $devices) { userId deviceId keyId key } }';
export const TO_DEVICES = 'mutation ($input: SendToDevicesInput!) { sendToDevices(input: $input) }';
export const FORGET = 'mutation ($deviceId: ID!, $upTo: Int!) { forgetDeviceMessages(deviceId: $deviceId, upToSequence: $upTo) }';
export const JOIN = `mutation ($id: ID!, $deviceId: ID!) { joinConversation(conversationId: $id, deviceId: $deviceId) { devices { userId deviceId party admittedAt } } }`;
export const ADMIT = `mutation ($id: ID!, $userId: ID!, $deviceId: ID!) { admitDevice(conversationId: $id, userId: $userId, deviceId: $deviceId) { devices { userId deviceId admittedAt } } }`;
export const SEND_CIPHERTEXT =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id sequence body ciphertext sentAt author { id } } }';
export const READ = `query ($id: ID!) { conversation(id: $id) { subject confidential customer { id } devices { userId deviceId party admittedAt }
  messages { edges { node { id sequence body ciphertext language translation(to: "en") { body } sentAt author { id } } } } } }`;

const wireOf = (person: Person, deviceId: string): Wire => ({
  upload: async (keys) =>
    field<{ oneTimeKeysLeft: number }>(await person.ask(UPLOAD, { input: { deviceId, ...keys } }), 'uploadDeviceKeys').oneTimeKeysLeft,
  deviceKeys: async (id) => field(await person.ask(KEYS, { id }), 'deviceKeys'),
  claim: async (id, devices) => field(await person.ask(CLAIM, { id, devices }), 'claimOneTimeKeys'),
  send: async (conversationId, messages) => {
    field(await person.ask(TO_DEVICES, { input: { conversationId, clientId: uuidv7(), messages } }), 'sendToDevices');
  },
  forget: async (upTo) => {
    field(await person.ask(FORGET, { deviceId, upTo }), 'forgetDeviceMessages');
  },
  customerOf: async (id) => {
    const { data } = await person.ask('query ($id: ID!) { conversation(id: $id) { customer { id } } }', { id });
    return (data?.['conversation'] as unknown as { customer: { id: string } } | null)?.customer.id ?? null;
  },
});

export const aDeviceId = (): string => uuidv7().replaceAll('-', '').slice(-12).toUpperCase();

export interface TestDevice extends ConfidentialDevice {
  name: DeviceName;
  box: Follower<Delivered>;
}

/** A browser's part of somebody, keys published, with its box open: the clients' own code over the real subgraph. */
export async function aDevice(person: Person): Promise<TestDevice> {
  const deviceId = aDeviceId();
  const device = await openDevice({ userId: person.id, deviceId, wire: wireOf(person, deviceId), storeName: null });
  await device.publish();
  const box = following<Delivered>(
    person,
    'deviceMessageAdded',
    'subscription ($deviceId: ID!) { deviceMessageAdded(deviceId: $deviceId) { sequence senderId content } }',
    { deviceId },
  );
  return { ...device, name: { userId: person.id, deviceId }, box };
}

export async function aConfidentialConversation(customer: Person, device: DeviceName): Promise<string> {
  const input = { confidential: true, deviceId: device.deviceId, clientId: uuidv7() };
  return field<{ id: string }>(await customer.ask(START, { input }), 'startConversation').id;
}

export const sendCiphertext = (person: Person, conversationId: string, ciphertext: string): Promise<Answer> =>
  person.ask(SEND_CIPHERTEXT, { input: { conversationId, ciphertext, clientId: uuidv7() } });

interface Said {
  id: string;
  body: string | null;
  ciphertext: string | null;
  sentAt: string;
  author: { id: string };
}
export interface Read {
  subject: string;
  confidential: boolean;
  devices: (DeviceName & { party: string; admittedAt: string | null })[];
  messages: { edges: { node: Said }[] };
}
export const read = async (person: Person, id: string): Promise<Read> => field(await person.ask(READ, { id }), 'conversation');

/** What a device makes of each message: its words, or null. */
export async function openedBy(person: Person, device: ConfidentialDevice, id: string): Promise<(string | null)[]> {
  const { messages } = await read(person, id);
  return Promise.all(
    messages.edges.map(async ({ node: { author, ciphertext, ...node } }) => {
      const opened = ciphertext === null ? null : await device.decrypt(id, { ...node, ciphertext, authorId: author.id });
      return opened && `${opened.trusted ? '' : '? '}${opened.body}`;
    }),
  );
}

/** An agent takes it and asks to be let in; the customer lets them, with or without what was written before. */
export async function letIn(
  id: string,
  { customer, theirs, agent, agents }: { customer: Person; theirs: TestDevice; agent: Person; agents: TestDevice },
  { history }: { history: boolean },
): Promise<void> {
  await agent.ask(TAKE, { id });
  field(await agent.ask(JOIN, { id, deviceId: agents.deviceId }), 'joinConversation');
  await agents.trust(id, theirs.name);
  await theirs.trust(id, agents.name);
  const before = agents.box.items.length;
  if (history) {
    await theirs.shareHistory(id, agents.name);
    await agents.box.until((items) => items.length > before);
    await agents.receive(agents.box.items.slice(before));
  }
  field(await customer.ask(ADMIT, { id, userId: agent.id, deviceId: agents.deviceId }), 'admitDevice');
}
