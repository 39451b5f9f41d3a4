import { Refusal } from '@ycyw/service/refusal';
import type { SignedIn } from '@ycyw/service/viewer';
import { devicesInConversations, type ConversationDevice } from '../../data/confidential/conversationDevice.ts';
import type { DeviceName } from '../../data/confidential/device.ts';
import type { Conversation } from '../../data/conversation.ts';
import { requireReadable } from '../../domain/access.ts';
import { idOf } from '../../domain/id.ts';
import type { Desk } from '../desk.ts';

/** Whether one is named more than once. */
export const isTwice = (devices: readonly DeviceName[]): boolean =>
  new Set(devices.map(({ userId, deviceId }) => `${userId} ${deviceId}`)).size < devices.length;

/** NOT_FOUND where a device is of nobody who takes part. */
export function requireOfThose(devices: readonly DeviceName[], there: readonly ConversationDevice[]): void {
  const people = new Set(there.map(({ userId }) => userId));
  if (!devices.every(({ userId }) => people.has(userId))) throw new Refusal('NOT_FOUND');
}

/** A confidential conversation in which a device of the viewer's takes part or asks to, with all that do; else NOT_FOUND, as when there is none. */
export async function requireTakingPart(
  { sql, loaders }: Desk,
  viewer: SignedIn,
  conversationId: string,
): Promise<{ conversation: Conversation; devices: ConversationDevice[] }> {
  const { conversation } = requireReadable(viewer, await loaders.conversation.load(idOf(conversationId)));
  const [devices = []] = await devicesInConversations(sql, [conversation.id]);
  if (!devices.some(({ userId }) => userId === viewer.id)) throw new Refusal('NOT_FOUND');
  return { conversation, devices };
}
