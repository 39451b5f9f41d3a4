import type { Identity } from '../auth/authentication.ts';
import type { Revocations } from '../auth/revocation.ts';

/** For how long an identity may keep what it has opened. */
export interface Tenure {
  /** Goes on as the same identity with a newer token. */
  renew: (identity: Identity) => void;
  release: () => void;
}

export interface Tenures {
  /** `onEnd` is called once, when the token expires or is revoked. */
  hold: (identity: Identity, onEnd: (why: 'expired' | 'revoked') => void) => Tenure;
  close: () => void;
}

const longestTimerMs = 2 ** 31 - 1;

export function createTenures(revocations: Pick<Revocations, 'isRevoked' | 'onChange'>): Tenures {
  const held = new Set<() => void>();
  const stopListening = revocations.onChange(() => {
    for (const check of [...held]) check();
  });

  return {
    hold(identity, onEnd) {
      let current = identity;
      let expiry: NodeJS.Timeout | undefined;
      const release = (): void => {
        held.delete(check);
        clearTimeout(expiry);
      };
      const end = (why: 'expired' | 'revoked'): void => {
        release();
        onEnd(why);
      };
      const check = (): void => {
        if (revocations.isRevoked(current)) end('revoked');
      };
      const arm = (): void => {
        clearTimeout(expiry);
        if (current.expiresAt === undefined) return;
        expiry = setTimeout(
          () => {
            end('expired');
          },
          Math.min(Math.max(current.expiresAt - Date.now(), 0), longestTimerMs),
        );
      };
      held.add(check);
      arm();
      check();
      return {
        renew(next) {
          current = next;
          arm();
          check();
        },
        release,
      };
    },
    close: stopListening,
  };
}
