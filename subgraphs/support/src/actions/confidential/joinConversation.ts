import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { insertConversationDevice, touchDevices } from '../../data/confidential/conversationDevice.ts';
import { findDevice } from '../../data/confidential/device.ts';
import { findConversation, lockConversation, type Conversation } from '../../data/conversation.ts';
import { notify } from '../../data/notice.ts';
import { requireWritable } from '../../domain/access.ts';
import { deviceIdOf } from '../../domain/confidential/names.ts';
import { idOf } from '../../domain/id.ts';
import type { Desk } from '../desk.ts';

export interface JoinConversationArgs {
  conversationId: string;
  deviceId: string;
}

/** The agent who has a confidential conversation asks its customer to let their device in. WRONG_STATE for whoever else, the customer's other devices included. */
export async function joinConversation({ sql, clock }: Desk, asker: Viewer, args: JoinConversationArgs): Promise<Conversation> {
  const viewer = requirePerson(asker);
  const id = idOf(args.conversationId);
  const device = { userId: viewer.id, deviceId: deviceIdOf(args.deviceId) };
  return sql.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, id));
    if (!conversation.confidential || side === 'CUSTOMER' || conversation.agentId !== viewer.id) throw new Refusal('WRONG_STATE');
    if (!(await findDevice(tx, device))) throw new Refusal('NOT_FOUND');
    const now = clock.now();
    const isNew = await insertConversationDevice(tx, conversation, { ...device, party: 'AGENT', askedAt: now, admittedAt: null });
    if (!isNew) return conversation;
    await touchDevices(tx, id);
    await audit(tx, viewer, { action: 'support.conversation.joined', subjectKind: 'conversation', subjectId: id }, now);
    await notify(tx, { kind: 'state', id });
    return (await findConversation(tx, id)) ?? conversation;
  });
}
