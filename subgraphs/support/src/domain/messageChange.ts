import { Refusal } from '@ycyw/service/refusal';
import type { SignedIn } from '@ycyw/service/viewer';

/** How long its author may change a message. */
const changeableMs = 15 * 60_000;
/** Each is kept, and shown to staff. */
export const mostEdits = 100;

interface Said {
  party: string;
  authorId: string | null;
  sentAt: Date;
  deletedAt: Date | null;
}

/** Refuses to change what one did not write (FORBIDDEN), or wrote in what is closed (CONVERSATION_CLOSED) or too long ago (WRONG_STATE). */
function requireChangeable(viewer: SignedIn, { authorId, sentAt }: Said, { state }: { state: string }, now: Date): void {
  if (authorId !== viewer.id) throw new Refusal('FORBIDDEN');
  if (state === 'CLOSED') throw new Refusal('CONVERSATION_CLOSED');
  if (now.getTime() - sentAt.getTime() > changeableMs) throw new Refusal('WRONG_STATE', '15 min');
}

/** Its author within 15 minutes, while the conversation is open; nobody once it is deleted (WRONG_STATE). */
export function requireEditable(viewer: SignedIn, message: Said, conversation: { state: string }, now: Date): void {
  requireChangeable(viewer, message, conversation, now);
  if (message.deletedAt) throw new Refusal('WRONG_STATE', 'deleted');
}

/** As requireEditable; and managers at any time, but for what nobody wrote. */
export function requireDeletable(viewer: SignedIn, message: Said, conversation: { state: string }, now: Date): void {
  const manages = viewer.role === 'MANAGER' || viewer.role === 'ADMIN';
  if (!manages) requireChangeable(viewer, message, conversation, now);
  else if (message.party === 'SYSTEM') throw new Refusal('WRONG_STATE', 'SYSTEM');
}
