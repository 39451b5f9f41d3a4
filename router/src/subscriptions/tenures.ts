import type { Identity } from '../auth/identity.ts';
import type { Revocations } from '../auth/revocation.ts';
import { Refusal } from '../edge/refusal.ts';

/** For how long an identity may keep what it has opened. */
export interface Tenure {
  /** Goes on as the same identity with a newer token. */
  renew: (identity: Identity) => void;
  release: () => void;
}

interface Holder {
  /** Who asks now by what they showed. */
  again: () => Promise<Identity>;
  /** Called once, when the token expires, or it or the key is revoked. */
  onEnd: (why: 'expired' | 'revoked') => void;
}

export interface Tenures {
  /** Until the token ends; a key is asked about again instead, whenever what is remembered of it is over. */
  hold: (identity: Identity, holder: Holder) => Tenure;
  close: () => void;
}

const longestTimerMs = 2 ** 31 - 1;
/** While nobody can say whose a key is. What is open stays: it ends by the list of revocations. */
const retryMs = 5000;

export function createTenures(revocations: Pick<Revocations, 'isRevoked' | 'onChange'>): Tenures {
  const held = new Set<() => void>();
  const stopListening = revocations.onChange(() => {
    for (const check of [...held]) check();
  });

  return {
    hold(identity, { again, onEnd }) {
      let current = identity;
      let timer: NodeJS.Timeout | undefined;
      const release = (): void => {
        held.delete(check);
        clearTimeout(timer);
      };
      const end = (why: 'expired' | 'revoked'): void => {
        if (!held.has(check)) return;
        release();
        onEnd(why);
      };
      const check = (): void => {
        if (revocations.isRevoked(current)) end('revoked');
      };
      const wait = (ms: number): void => {
        clearTimeout(timer);
        timer = setTimeout(() => void expire(), Math.min(Math.max(ms, 0), longestTimerMs));
      };
      const hold = (next: Identity): void => {
        current = next;
        if (next.expiresAt === undefined) clearTimeout(timer);
        else wait(next.expiresAt - Date.now());
        check();
      };
      async function expire(): Promise<void> {
        if (!current.apiKey) {
          end('expired');
          return;
        }
        const asked = current;
        const next = await again().catch((error: unknown) => (error instanceof Refusal && error.status === 401 ? 'nobody' : 'unknown'));
        if (!held.has(check) || current !== asked) return;
        if (next === 'unknown') wait(retryMs);
        else if (next === 'nobody' || next.key !== asked.key) end('revoked');
        else hold(next);
      }
      held.add(check);
      hold(identity);
      return { renew: hold, release };
    },
    close: stopListening,
  };
}
