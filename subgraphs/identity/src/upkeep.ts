import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Vault } from '@ycyw/service/vault';
import { dropSealedSecrets } from './data/api-key.ts';
import { pruneAttempts } from './data/attempt.ts';
import { pruneExports } from './data/data-export.ts';
import { pruneEndedIds } from './data/ended-id.ts';
import type { Database } from './data/database.ts';
import { pruneCeremonies } from './data/passkey-ceremony.ts';
import { pruneChallenges } from './data/sign-in-challenge.ts';
import { pruneTotp } from './data/totp.ts';
import { pruneEmailTokens } from './data/email-token.ts';
import { pruneRefreshTokens } from './data/refresh-token.ts';
import { pruneRegistrations } from './data/registration.ts';
import { pruneSessions } from './data/session.ts';
import { retireKeys } from './data/signing-key.ts';
import { refreshTokenDays } from './domain/rotation.ts';
import { retirement } from './domain/signing-key.ts';

const everyMs = 60_000;

/** Forgets, once a minute, what can no longer be used. */
export function startUpkeep({ db, vault }: { db: Database; vault: Vault }, clock: Clock, log: Logger): { stop(): void } {
  async function prune(): Promise<void> {
    const now = clock.now();
    await pruneRegistrations({ db, vault }, now);
    await pruneEmailTokens(db, now);
    await pruneRefreshTokens(db, now);
    await pruneSessions(db, new Date(now.getTime() - refreshTokenDays * 86_400_000));
    await pruneAttempts(db);
    await pruneExports(db, now);
    await pruneEndedIds(db, new Date(now.getTime() - 86_400_000));
    await pruneChallenges(db, now);
    await pruneCeremonies(db, now);
    await pruneTotp(db, now);
    await dropSealedSecrets(db, now);
    await retireKeys(db, retirement(now), now);
  }
  const timer = setInterval(() => {
    prune().catch((error: unknown) => {
      log.warn({ err: error }, 'upkeep failed, trying again in a minute');
    });
  }, everyMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
