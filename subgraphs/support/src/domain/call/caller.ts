import { Refusal } from '@ycyw/service/refusal';
import type { SignedIn, Viewer } from '@ycyw/service/viewer';
import { requireReadable, type Side } from '../access.ts';

interface Held {
  region: string;
  customerId: string;
  agentId: string | null;
}

/** The side on which the viewer is in the call: the customer, or the one member of staff; other staff get FORBIDDEN, everybody else NOT_FOUND. */
export function requireCaller(viewer: Viewer, conversation: Held | null, { agentId }: { agentId: string }): Side {
  const { side } = requireReadable(viewer, conversation);
  if (side === 'AGENT' && viewer.id !== agentId) throw new Refusal('FORBIDDEN');
  return side;
}

/** May hear signals of the conversation: who may write in it, and the member of staff of its open call; other staff get FORBIDDEN. */
export function requireHearer<C extends Held>(
  viewer: SignedIn,
  conversation: C | null,
  open: { agentId: string } | null,
): { conversation: C; side: Side } {
  const readable = requireReadable(viewer, conversation);
  const isIts = viewer.role !== 'AGENT' || viewer.id === readable.conversation.agentId || viewer.id === open?.agentId;
  if (readable.side === 'AGENT' && !isIts) throw new Refusal('FORBIDDEN');
  return readable;
}
