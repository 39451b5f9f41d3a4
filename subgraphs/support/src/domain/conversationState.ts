import { Refusal } from '@ycyw/service/refusal';

export type ConversationState = 'QUEUED' | 'ASSIGNED' | 'SNOOZED' | 'RESOLVED' | 'CLOSED';

/** The one table of what may follow what. */
const transitions: Record<ConversationState, readonly ConversationState[]> = {
  QUEUED: ['ASSIGNED', 'CLOSED'],
  // ASSIGNED again: into other hands.
  ASSIGNED: ['ASSIGNED', 'QUEUED', 'SNOOZED', 'RESOLVED', 'CLOSED'],
  SNOOZED: ['QUEUED', 'ASSIGNED', 'CLOSED'],
  RESOLVED: ['QUEUED', 'CLOSED'],
  CLOSED: ['QUEUED'],
};

/** Refuses with WRONG_STATE what the table does not hold. */
export function requireTransition(from: ConversationState, to: ConversationState): void {
  if (!transitions[from].includes(to)) throw new Refusal('WRONG_STATE');
}
