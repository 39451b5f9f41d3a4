import { Refusal } from '@ycyw/service/refusal';
import type { Region } from '@ycyw/service/viewer';
import { countAttempt, forgiveAttempt } from '../data/attempt.ts';
import type { Tx } from '../data/database.ts';
import { tellOwner } from '../data/outgoing-mail.ts';
import { takeRecoveryCode } from '../data/recovery-code.ts';
import { confirmedTotp, takeStep, totpColumn, type TotpSecret } from '../data/totp.ts';
import type { SecondFactor } from '../domain/factors.ts';
import { stepOf } from '../domain/totp.ts';
import type { IdentityContext } from './context.ts';

export interface Prover {
  id: string;
  region: Region;
}

const longest = 64;

/** The step whose code this is, counted against guessing: RATE_LIMITED after five wrong codes in a quarter of an hour, WRONG_CODE. */
export async function proveStep(context: IdentityContext, user: Prover, totp: TotpSecret | null, code: string): Promise<number> {
  const key = totp && (await context.vault.keyOf(user.id, user.region));
  const step = totp && key && stepOf(key.open(totp.secretSealed, totpColumn), code, context.clock.now());
  if (step === null) throw new Refusal('WRONG_CODE');
  return step;
}

/**
 * Runs `work` in the transaction that uses a code up. A code counts before it is looked at, so that a thousand at once are a
 * thousand: RATE_LIMITED after five wrong ones in a quarter of an hour, of which the owner gets a mail; WRONG_CODE, also for one that was good before.
 */
export async function withCode<Result>(
  context: IdentityContext,
  user: Prover,
  { method, code }: { method: SecondFactor; code: string },
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return guarded(context, user, async () => {
    const use = await checked(context, user, method, code);
    return context.db.$transaction(async (tx) => {
      if (!(await use(tx))) throw new Refusal('WRONG_CODE');
      return work(tx);
    });
  });
}

/** Counts a try at the user's codes, and takes it back once `work` found it right. */
export async function guarded<Result>(context: IdentityContext, user: Prover, work: () => Promise<Result>): Promise<Result> {
  const { db, keys, clock, wakeMail } = context;
  const key = keys.addressKey(user.id);
  if (!(await countAttempt(db, 'SECOND_FACTOR', key))) {
    if (await countAttempt(db, 'LOCK_MAIL', key)) await tellOwner(db, user, 'LOCKED_OUT', clock.now());
    wakeMail();
    throw new Refusal('RATE_LIMITED');
  }
  const result = await work();
  await forgiveAttempt(db, 'SECOND_FACTOR', key);
  return result;
}

async function checked(context: IdentityContext, user: Prover, method: SecondFactor, code: string): Promise<(tx: Tx) => Promise<boolean>> {
  if (method === 'PASSKEY') throw new Refusal('BAD_INPUT', 'method');
  if (code.length > longest) throw new Refusal('WRONG_CODE');
  const now = context.clock.now();
  if (method === 'RECOVERY_CODE') {
    return async (tx) => {
      await tellOwner(tx, user, 'RECOVERY_CODE_USED', now);
      return takeRecoveryCode(tx, user.id, code, now);
    };
  }
  const totp = await confirmedTotp(context.db, user.id);
  const step = await proveStep(context, user, totp, code);
  return async (tx) => totp !== null && takeStep(tx, totp, step);
}
