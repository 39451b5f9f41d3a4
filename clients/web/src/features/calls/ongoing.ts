import { useSyncExternalStore } from 'react';
import type { Sending } from './peer.ts';

/** `calling`: the other side has not answered yet; `lost`: connected before, and looking for a way again. */
export type Phase = 'calling' | 'connecting' | 'active' | 'lost';

/** The call of this window; it goes on whatever page is shown. */
export type Ongoing = {
  callId: string;
  conversationId: string;
  name: string;
  /** Where its conversation is. */
  at: 'chat' | 'desk';
  phase: Phase;
  /** Whether the other side has been told of it. */
  rings: boolean;
  /** When it was connected first; milliseconds since the epoch. */
  since: number | null;
  own: Sending;
  other: Sending | null;
  /** One's own picture: camera or screen. */
  picture: MediaStreamTrack | null;
  remote: MediaStream | null;
  actions: { microphone: () => void; camera: () => void; screen: () => void; hangUp: () => void };
};

let current: Ongoing | null = null;
/** All that this window took part in since it was loaded. */
const had = new Set<string>();
const watchers = new Set<() => void>();

export const ongoing = {
  get: (): Ongoing | null => current,
  had: (callId: string): boolean => had.has(callId),
  set: (next: Ongoing | null): void => {
    current = next;
    if (next) had.add(next.callId);
    for (const tell of watchers) tell();
  },
};

const watch = (tell: () => void) => {
  watchers.add(tell);
  return () => {
    watchers.delete(tell);
  };
};

export const useOngoing = (): Ongoing | null => useSyncExternalStore(watch, ongoing.get);
