import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { insertDeviceMessages, lockDevices, mostWaiting } from '../../data/confidential/deviceMessage.ts';
import { notify } from '../../data/notice.ts';
import { olmOf } from '../../domain/confidential/encrypted.ts';
import { clientIdOf } from '../../domain/opening.ts';
import type { Desk } from '../desk.ts';
import { isTwice, requireOfThose, requireTakingPart } from './takingPart.ts';

export interface SendToDevicesInput {
  conversationId: string;
  clientId: string;
  messages: readonly { userId: string; deviceId: string; content: string }[];
}

const mostMessages = 20;

/** Puts what is encrypted for each of these devices behind what waits for it; NOT_FOUND where one is of nobody who takes part in the conversation. */
export async function sendToDevices(desk: Desk, asker: Viewer, input: SendToDevicesInput): Promise<void> {
  const viewer = requirePerson(asker);
  const { devices: there } = await requireTakingPart(desk, viewer, input.conversationId);
  const clientId = clientIdOf(input.clientId);
  const { messages } = input;
  if (messages.length > mostMessages || isTwice(messages)) throw new Refusal('BAD_INPUT', 'messages');
  requireOfThose(messages, there);
  const encrypted = messages.map(({ userId, deviceId, content }) => ({ userId, deviceId, content: olmOf(content) }));
  await desk.sql.$transaction(async (tx) => {
    const locked = await lockDevices(
      tx,
      encrypted.map(({ userId, deviceId }) => ({ userId, deviceId })),
    );
    if (locked.length < encrypted.length) throw new Refusal('NOT_FOUND');
    if (locked.some(({ waiting }) => waiting >= mostWaiting)) throw new Refusal('RATE_LIMITED');
    const sent = await insertDeviceMessages(tx, { senderId: viewer.id, clientId, sentAt: desk.clock.now() }, encrypted);
    const ids = sent.map(({ userId, deviceId }) => ({ kind: 'device' as const, id: `${userId} ${deviceId}` }));
    if (ids.length > 0) await notify(tx, ...ids);
  });
}
