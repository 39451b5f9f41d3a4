/** How long one refresh token waits for its use. Every use starts a new one, so a session in use goes on. */
export const refreshTokenDays = 30;

/** Two tabs that wake together send the same token; within this time the later one gets the successor that the first one got. */
export const graceMs = 10_000;

export interface PresentedToken {
  expiresAt: Date;
  usedAt: Date | null;
  /** Its successor was used too: whoever holds that one is ahead of the presenter. */
  successorUsed: boolean;
  sessionEndedAt: Date | null;
}

/**
 * What becomes of a presented refresh token: ROTATE (first use), REPEAT (the same successor again), REVOKE (a used one came
 * back late or after its successor: it was copied, so the whole family ends) or OVER (expired, or its session has ended).
 */
export type Verdict = 'ROTATE' | 'REPEAT' | 'REVOKE' | 'OVER';

export function judge(token: PresentedToken, now: Date): Verdict {
  if (token.sessionEndedAt !== null || token.expiresAt <= now) return 'OVER';
  if (token.usedAt === null) return 'ROTATE';
  return !token.successorUsed && now.getTime() - token.usedAt.getTime() <= graceMs ? 'REPEAT' : 'REVOKE';
}
