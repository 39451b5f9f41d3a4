import type { ConfidentialDevice, Opened } from '@ycyw/core/confidential/device';
import { safetyCode } from '@ycyw/core/confidential/safetyCode';
import type { Delivered } from '@ycyw/core/confidential/wire';
import {
  AdmitDeviceDocument,
  type ConversationHeadFragment,
  DeviceMessageAddedDocument,
  type DeviceTakingPartFragment,
  JoinConversationDocument,
  type LiveMessageFragment,
} from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { followMessages } from '@ycyw/core/messageFeed';
import { useCallback, useEffect, useState } from 'react';
import { CombinedError, useClient } from 'urql';
import { admittedTo, HeldElsewhere, noteAdmitted, openKeys } from './keys.ts';

/** `opening` until the keys are there; `elsewhere`: another tab has them; `unreached`: the server did not answer; `failed`: this browser cannot. */
type Keys = { state: 'opening' | 'elsewhere' | 'unreached' | 'failed' } | { state: 'ready'; device: ConfidentialDevice };

export type Standing =
  /** The customer's, on the device that opened it, or the agent's, let in. */
  | 'inside'
  /** The agent has not asked yet, or asked and waits. */
  | 'outside'
  | 'asking'
  /** Somebody who takes no part, or a device that has no keys to it. */
  | 'stranger';

const isSame = (a: { userId: string; deviceId: string }, b: { userId: string; deviceId: string }): boolean =>
  a.userId === b.userId && a.deviceId === b.deviceId;

const sha512 = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest('SHA-512', new TextEncoder().encode(text));

function whyNot(error: unknown): 'elsewhere' | 'unreached' | 'failed' {
  if (error instanceof HeldElsewhere) return 'elsewhere';
  return error instanceof CombinedError || !navigator.onLine ? 'unreached' : 'failed';
}

function wait(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}

type Props = {
  /** Null until known. */
  head: ConversationHeadFragment | null;
  messages: readonly LiveMessageFragment[];
  viewerId: string;
  live: Live;
};

/** One side of a confidential conversation: who is in it, what this device can read of it, and how it writes. Does nothing in the others. */
export function useConfidential({ head, messages, viewerId, live }: Props) {
  const client = useClient();
  const on = head?.confidential === true;
  const id = head?.id ?? '';
  const [keys, setKeys] = useState<Keys>({ state: 'opening' });
  const [tries, setTries] = useState(0);
  const [received, setReceived] = useState(0);
  const [read, setRead] = useState<ReadonlyMap<string, Opened>>(new Map());
  const [changes, setChanges] = useState(0);

  useEffect(() => {
    if (!on) return;
    let over = false;
    openKeys(viewerId, client).then(
      (device) => {
        if (!over) setKeys({ state: 'ready', device });
      },
      (error: unknown) => {
        if (!over) setKeys({ state: whyNot(error) });
      },
    );
    return () => {
      over = true;
    };
  }, [on, viewerId, client, tries]);

  const device = keys.state === 'ready' ? keys.device : null;
  useEffect(() => {
    if (!on || !device) return;
    let last: number | null = null;
    return followMessages<Delivered>({
      subscribe: (_, sink) =>
        live(
          DeviceMessageAddedDocument,
          { deviceId: device.deviceId, afterSequence: last },
          {
            ...sink,
            next: ({ deviceMessageAdded }) => {
              sink.next(deviceMessageAdded);
            },
          },
        ),
      resumeAfter: () => 0,
      receive: (message) => {
        last = message.sequence;
        void device.receive([message]).finally(() => {
          setReceived((count) => count + 1);
        });
      },
      changed: () => undefined,
      wait,
    });
  }, [on, device, live]);

  // Those that nobody could read yet are tried again whenever keys have come.
  useEffect(() => {
    if (!on || !device) return;
    let over = false;
    const unread = messages.filter((message) => message.ciphertext && message.author && !read.get(message.id)?.trusted);
    void Promise.all(
      unread.map(async ({ id: messageId, ciphertext, author, sentAt }) => {
        const message = { id: messageId, ciphertext: ciphertext ?? '', authorId: author?.id ?? '', sentAt };
        const opened = await device.decrypt(id, message).catch(() => null);
        return [messageId, opened] as const;
      }),
    ).then((opened) => {
      if (!over && opened.length > 0) setRead((before) => new Map([...before, ...opened]));
    });
    return () => {
      over = true;
    };
  }, [on, device, id, messages, received, changes]);

  const devices = head?.devices ?? [];
  const own = device && devices.find((each) => isSame(each, device));
  const admitted = on ? admittedTo(id) : [];
  const isCustomer = head?.customer?.id === viewerId;
  const isAgent = head?.agent?.id === viewerId;
  const standing: Standing = own ? (own.party === 'CUSTOMER' || own.admittedAt ? 'inside' : 'asking') : isAgent ? 'outside' : 'stranger';
  /** Devices of the agent who has it now: those let in on this device's word, and those that ask. */
  const ofAgent = isCustomer ? devices.filter((each) => each.party === 'AGENT' && each.userId === head.agent?.id) : [];
  const inside = ofAgent.filter((each) => admitted.some((known) => isSame(known, each)));
  const asking = ofAgent.filter((each) => !inside.includes(each));
  const customers = devices.filter((each) => each.party === 'CUSTOMER');
  const readers = isCustomer ? inside : customers;
  const readerNames = readers.map(({ userId, deviceId }) => `${userId} ${deviceId}`).join();

  const encrypt = useCallback(
    (body: string): Promise<string> => {
      if (!device) throw new Error('no keys');
      const names = readerNames === '' ? [] : readerNames.split(',').map((each) => each.split(' '));
      return device.encrypt(
        id,
        names.map(([userId = '', deviceId = '']) => ({ userId, deviceId })),
        body,
      );
    },
    [device, id, readerNames],
  );

  const codeWith = useCallback(
    async (other: { userId: string; deviceId: string }): Promise<string[] | null> => {
      const theirs = await device?.look(id, { userId: other.userId, deviceId: other.deviceId });
      return device && theirs ? safetyCode(device.own, theirs, sha512) : null;
    },
    [device, id],
  );

  const join = async (): Promise<boolean> => {
    if (!device) return false;
    const { data } = await client.mutation(JoinConversationDocument, { conversationId: id, deviceId: device.deviceId });
    const customer = data?.joinConversation.devices.find((each) => each.party === 'CUSTOMER');
    return customer ? device.trust(id, { userId: customer.userId, deviceId: customer.deviceId }) : false;
  };

  const admit = async (
    asker: DeviceTakingPartFragment,
    { history, compared }: { history: boolean; compared: boolean },
  ): Promise<boolean> => {
    const name = { userId: asker.userId, deviceId: asker.deviceId };
    if (!device || !(await device.trust(id, name))) return false;
    if (history) await device.shareHistory(id, name);
    const { error } = await client.mutation(AdmitDeviceDocument, { conversationId: id, ...name });
    if (error) return false;
    noteAdmitted(id, { ...name, compared });
    setChanges((count) => count + 1);
    return true;
  };

  return {
    on,
    keys: keys.state,
    again: () => {
      setKeys({ state: 'opening' });
      setTries((count) => count + 1);
    },
    standing,
    isCustomer,
    inside,
    asking,
    others: isCustomer ? inside : customers,
    hasAdmitted: admitted.length > 0,
    isCompared: (other: { userId: string; deviceId: string }) => admitted.some((each) => isSame(each, other) && each.compared),
    noteCompared: (other: { userId: string; deviceId: string }) => {
      noteAdmitted(id, { userId: other.userId, deviceId: other.deviceId, compared: true });
      setChanges((count) => count + 1);
    },
    encrypt: on ? encrypt : null,
    codeWith,
    join,
    admit,
    /** Undefined until this device has tried; null where it has no key. */
    readOf: (messageId: string): Opened | undefined => read.get(messageId),
  };
}

export type Confidential = ReturnType<typeof useConfidential>;
