import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { admit, touchDevices } from '../../data/confidential/conversationDevice.ts';
import { findConversation, lockConversation, type Conversation } from '../../data/conversation.ts';
import { notify } from '../../data/notice.ts';
import { requireReadable } from '../../domain/access.ts';
import { deviceIdOf } from '../../domain/confidential/names.ts';
import { idOf } from '../../domain/id.ts';
import type { Desk } from '../desk.ts';

export interface AdmitDeviceArgs {
  conversationId: string;
  userId: string;
  deviceId: string;
}

/** Notes that the customer lets a device in that asked to. What it may read is up to the customer's device, which shares its keys with it or does not. */
export async function admitDevice({ sql, clock }: Desk, asker: Viewer, args: AdmitDeviceArgs): Promise<Conversation> {
  const viewer = requirePerson(asker);
  const id = idOf(args.conversationId);
  const device = { userId: idOf(args.userId), deviceId: deviceIdOf(args.deviceId) };
  return sql.$transaction(async (tx) => {
    const { conversation, side } = requireReadable(viewer, await lockConversation(tx, id));
    if (side !== 'CUSTOMER') throw new Refusal('FORBIDDEN');
    const waited = await admit(tx, id, device, clock.now());
    if (waited === null) throw new Refusal('NOT_FOUND');
    if (!waited) return conversation;
    await touchDevices(tx, id);
    await notify(tx, { kind: 'state', id });
    return (await findConversation(tx, id)) ?? conversation;
  });
}
