import { Refusal } from '@ycyw/service/refusal';
import { isStaff, requirePerson, type Region, type SignedIn, type Viewer } from '@ycyw/service/viewer';

export type Side = 'CUSTOMER' | 'AGENT';

interface Held {
  region: string;
  customerId: string;
  agentId: string | null;
}

/** The region whose conversations a member of staff answers; null for admins, who answer every region's. */
export function regionOf({ role, region }: SignedIn): Region | null {
  if (role === 'ADMIN') return null;
  if (!region) throw new Refusal('FORBIDDEN');
  return region;
}

/** Whether the viewer is staff who answer conversations of that region. */
export const answers = (viewer: Viewer, { region }: Pick<Held, 'region'>): boolean =>
  isStaff(viewer) && (viewer.role === 'ADMIN' || viewer.region === region);

/** On which side of the conversation the viewer stands; null when it is none of theirs. */
export function sideOf(viewer: Viewer, conversation: Held): Side | null {
  if (viewer.id !== null && viewer.id === conversation.customerId) return 'CUSTOMER';
  return answers(viewer, conversation) ? 'AGENT' : null;
}

/** The conversation, if the viewer may read it; else NOT_FOUND, as when there is none. Keys are refused: it is between people. */
export function requireReadable<C extends Held>(viewer: Viewer, conversation: C | null | undefined): { conversation: C; side: Side } {
  requirePerson(viewer);
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
