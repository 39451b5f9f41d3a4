import type { Identity } from '../auth/authentication.ts';

/** What is known of sessions that were ended before their tokens expire. */
export interface Revocations {
  isRevoked: (identity: Identity) => boolean;
  /** Calls `listener` whenever more has become known; gives the way to stop that. */
  onChange: (listener: () => void) => () => void;
}

export const noRevocations: Revocations = { isRevoked: () => false, onChange: () => () => undefined };
