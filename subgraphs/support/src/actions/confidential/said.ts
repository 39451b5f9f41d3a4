import { Refusal } from '@ycyw/service/refusal';
import type { SignedIn } from '@ycyw/service/viewer';
import type { Conversation } from '../../data/conversation.ts';
import { megolmOf } from '../../domain/confidential/encrypted.ts';
import { messageBody } from '../../domain/messageBody.ts';
import type { Desk } from '../desk.ts';

/** What is said: in the clear, or encrypted by a device. */
export type Said = { body: string; ciphertext: null } | { body: null; ciphertext: string; deviceId: string };

/** BAD_INPUT for neither and both. */
export function saidIn(
  { body, ciphertext }: { body?: string | null; ciphertext?: string | null },
  beside: { attachments: number } = { attachments: 0 },
): Said {
  if (typeof ciphertext !== 'string') return { body: messageBody(body ?? '', beside), ciphertext: null };
  if (typeof body === 'string') throw new Refusal('BAD_INPUT', 'body, ciphertext');
  return { body: null, ...megolmOf(ciphertext) };
}

/** Ciphertext comes from a device of the sender's that was let in: NOT_FOUND for another's, WRONG_STATE for one that waits. */
export async function requireLetIn({ loaders }: Desk, viewer: SignedIn, { id, confidential }: Conversation, said: Said): Promise<void> {
  if (said.ciphertext === null || !confidential) return;
  const own = (await loaders.conversationDevices.load(id)).find((each) => each.userId === viewer.id && each.deviceId === said.deviceId);
  if (!own) throw new Refusal('NOT_FOUND');
  if (own.party === 'AGENT' && !own.admittedAt) throw new Refusal('WRONG_STATE', 'deviceId');
}
