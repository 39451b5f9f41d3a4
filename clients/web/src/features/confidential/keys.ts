import type { ConfidentialDevice } from '@ycyw/core/confidential/device';
import type { DeviceName, Wire } from '@ycyw/core/confidential/wire';
import {
  ClaimOneTimeKeysDocument,
  ConversationCustomerDocument,
  DeviceKeysDocument,
  ForgetDeviceMessagesDocument,
  SendToDevicesDocument,
  UploadDeviceKeysDocument,
} from '@ycyw/core/generated/graphql';
import type { Client } from 'urql';
import { atLeaving } from '../account/session/atLeaving.ts';

/** Another tab of this browser holds the keys: two would spoil them. */
export class HeldElsewhere extends Error {}

const nameKey = (userId: string): string => `ycyw.confidential.device.${userId}`;

/** The name of this browser's keys; null where it never had any. */
export const ownDeviceId = (userId: string): string | null => localStorage.getItem(nameKey(userId));

function deviceIdOf(userId: string): string {
  const known = ownDeviceId(userId);
  if (known) return known;
  const made = crypto.randomUUID().replaceAll('-', '').slice(-12).toUpperCase();
  localStorage.setItem(nameKey(userId), made);
  return made;
}

/** Whoever asks last lends the way to the server: it changes with the language. */
let graph: Client | null = null;

function wireOf(deviceId: string): Wire {
  const client = (): Client => {
    if (!graph) throw new Error('no graph yet');
    return graph;
  };
  const must = <Value>(value: Value | null | undefined, error: Error | undefined): Value => {
    if (value === null || value === undefined) throw error ?? new Error('the server answered nothing');
    return value;
  };
  const fresh = { requestPolicy: 'network-only' as const };
  return {
    upload: async (keys) => {
      const { data, error } = await client().mutation(UploadDeviceKeysDocument, { input: { deviceId, ...keys } });
      return must(data, error).uploadDeviceKeys.oneTimeKeysLeft;
    },
    deviceKeys: async (conversationId) => {
      const { data, error } = await client().query(DeviceKeysDocument, { conversationId }, fresh);
      return must(data, error).deviceKeys;
    },
    claim: async (conversationId, devices) => {
      const { data, error } = await client().mutation(ClaimOneTimeKeysDocument, { conversationId, devices });
      return must(data, error).claimOneTimeKeys;
    },
    send: async (conversationId, messages) => {
      const { data, error } = await client().mutation(SendToDevicesDocument, {
        input: { conversationId, clientId: crypto.randomUUID(), messages },
      });
      must(data, error);
    },
    forget: async (upToSequence) => {
      const { data, error } = await client().mutation(ForgetDeviceMessagesDocument, { deviceId, upToSequence });
      must(data, error);
    },
    customerOf: async (id) => {
      const { data } = await client().query(ConversationCustomerDocument, { id }, fresh);
      return data?.conversation?.customer?.id ?? null;
    },
  };
}

/** What gives the keys free for other tabs again; null where another has them. */
const hold = (userId: string): Promise<(() => void) | null> =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(`ycyw.confidential.${userId}`, { ifAvailable: true }, (lock) => {
        if (lock)
          return new Promise<void>((release) => {
            resolve(release);
          });
        resolve(null);
        return undefined;
      })
      .catch(reject);
  });

async function open(userId: string): Promise<Held> {
  const release = await hold(userId);
  if (!release) throw new HeldElsewhere();
  let device: ConfidentialDevice | null = null;
  try {
    const { openDevice } = await import('@ycyw/core/confidential/device');
    const deviceId = deviceIdOf(userId);
    device = await openDevice({ userId, deviceId, wire: wireOf(deviceId), storeName: `ycyw.confidential.${deviceId}` });
    await device.publish();
    return { device, release };
  } catch (error) {
    device?.close();
    release();
    throw error;
  }
}

type Held = { device: ConfidentialDevice; release: () => void };
let opened: { userId: string; held: Promise<Held> } | null = null;

/** Gives the keys back, for another person at this browser or another tab. */
function closeKeys(): void {
  const before = opened;
  opened = null;
  before?.held.then(
    ({ device, release }) => {
      device.close();
      release();
    },
    () => undefined,
  );
}

/** This browser's keys, made at first use and published; the library comes with the first conversation that needs it. */
export async function openKeys(userId: string, client: Client): Promise<ConfidentialDevice> {
  graph = client;
  if (opened?.userId !== userId) {
    closeKeys();
    atLeaving.add(closeKeys);
    const mine = { userId, held: open(userId) };
    opened = mine;
    mine.held.catch(() => {
      if (opened === mine) opened = null;
    });
  }
  return (await opened.held).device;
}

type Admitted = DeviceName & { compared: boolean };
const admittedKey = (conversationId: string): string => `ycyw.confidential.in.${conversationId}`;

/** Which devices the customer let in, on this device's own word: the server cannot add any. */
export const admittedTo = (conversationId: string): Admitted[] =>
  JSON.parse(localStorage.getItem(admittedKey(conversationId)) ?? '[]') as Admitted[];

export function noteAdmitted(conversationId: string, admitted: Admitted): void {
  const others = admittedTo(conversationId).filter((each) => each.userId !== admitted.userId || each.deviceId !== admitted.deviceId);
  localStorage.setItem(admittedKey(conversationId), JSON.stringify([...others, admitted]));
}
