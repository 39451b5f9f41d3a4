import { Refusal } from '@ycyw/service/refusal';
import { isStaff, type SignedIn, type Viewer } from '@ycyw/service/viewer';

export type Side = 'CUSTOMER' | 'AGENT';

interface Held {
  customerId: string;
  agentId: string | null;
}

/** On which side of the conversation the viewer stands; null when it is none of theirs. */
export function sideOf(viewer: Viewer, conversation: Held): Side | null {
  if (viewer.id !== null && viewer.id === conversation.customerId) return 'CUSTOMER';
  return isStaff(viewer) ? 'AGENT' : null;
}

/** The conversation, if the viewer may read it; else NOT_FOUND, as when there is none. */
export function requireReadable<C extends Held>(viewer: Viewer, conversation: C | null | undefined): { conversation: C; side: Side } {
  const side = conversation ? sideOf(viewer, conversation) : null;
  if (!conversation || !side) throw new Refusal('NOT_FOUND');
  return { conversation, side };
}

/** As requireReadable, for those who may also write: the customer, the agent who has it, a manager; other staff get FORBIDDEN. */
export function requireWritable<C extends Held>(viewer: SignedIn, conversation: C | null | undefined): { conversation: C; side: Side } {
  const readable = requireReadable(viewer, conversation);
  const isItsAgent = viewer.id === readable.conversation.agentId;
  if (readable.side === 'AGENT' && viewer.role === 'AGENT' && !isItsAgent) throw new Refusal('FORBIDDEN');
  return readable;
}
