import { Refusal } from '@ycyw/service/refusal';

export type CallState = 'PROPOSED' | 'RINGING' | 'CONNECTING' | 'ACTIVE' | 'ENDED' | 'DECLINED' | 'MISSED' | 'FAILED';
export type CallMedia = 'AUDIO' | 'VIDEO' | 'SCREEN';

/** The one table of what may follow what. */
const transitions: Record<CallState, readonly CallState[]> = {
  PROPOSED: ['RINGING', 'CONNECTING', 'DECLINED', 'MISSED'],
  RINGING: ['CONNECTING', 'DECLINED', 'MISSED'],
  CONNECTING: ['ACTIVE', 'ENDED', 'FAILED'],
  ACTIVE: ['ENDED'],
  ENDED: [],
  DECLINED: [],
  MISSED: [],
  FAILED: [],
};

export const mayFollow = (from: CallState, to: CallState): boolean => transitions[from].includes(to);

/** Refuses with WRONG_STATE what the table does not hold. */
export function requireCallTransition(from: CallState, to: CallState): void {
  if (!mayFollow(from, to)) throw new Refusal('WRONG_STATE');
}

/** Whether anything may still become of it. */
export const isOpen = (state: CallState): boolean => transitions[state].length > 0;

/** Seconds of the machine's time: nobody answered, the browsers did not find each other, neither was heard of. */
export const callPatience = { answer: 45, connect: 30, silence: 60 } as const;

/** What hanging up makes of it: unanswered, it was missed by the other side. */
export const hungUp = (state: CallState): CallState => (state === 'PROPOSED' || state === 'RINGING' ? 'MISSED' : 'ENDED');
