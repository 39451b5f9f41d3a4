import { Refusal } from '@ycyw/service/refusal';
import { hashPassword } from '../crypto/password-hash.ts';
import { clearAttempts, countAttempt } from '../data/attempt.ts';
import { dropEmailTokens, useEmailToken } from '../data/email-token.ts';
import { queueMail } from '../data/outgoing-mail.ts';
import { endSessions } from '../data/session.ts';
import { claimant, setPassword } from '../data/user.ts';
import { readAddress } from '../domain/applicant.ts';
import { isWeak } from '../domain/password.ts';
import type { IdentityContext } from './context.ts';
import { countNetwork } from './guesses.ts';

export async function requestPasswordReset(_root: unknown, args: { email: string }, context: IdentityContext): Promise<true> {
  const { db, clock, keys, wakeMail } = context;
  const email = readAddress(args.email);
  const now = clock.now();
  await countNetwork(context, 'MAIL_NETWORK');
  if (!(await countAttempt(db, 'MAIL', keys.addressKey(email)))) throw new Refusal('RATE_LIMITED');
  context.aside.run(async () => {
    const { userId, registrationId } = await claimant(db, email);
    if (userId) await queueMail(db, { kind: 'PASSWORD_RESET', userId }, now);
    else if (registrationId) await queueMail(db, { kind: 'REGISTRATION', registrationId }, now);
    wakeMail();
  });
  return true;
}

export async function resetPassword(_root: unknown, args: { token: string; password: string }, context: IdentityContext): Promise<true> {
  const { db, clock, keys } = context;
  const now = clock.now();
  // The address is not known before the token is used, and a weak password must not use it up.
  if (isWeak(args.password, '')) throw new Refusal('WEAK_PASSWORD');
  const forgive = await countNetwork(context, 'TOKEN');
  const passwordHash = await hashPassword(args.password);
  const user = await db.$transaction(async (tx) => {
    const used = await useEmailToken(tx, 'RESET_PASSWORD', args.token, now);
    const owner = used?.userId ? await setPassword(tx, used.userId, passwordHash, now) : null;
    if (!owner) return null;
    if (isWeak(args.password, owner.email)) throw new Refusal('WEAK_PASSWORD');
    await dropEmailTokens(tx, 'RESET_PASSWORD', owner.id);
    await endSessions(tx, { userId: owner.id }, 'PASSWORD_RESET', now);
    return owner;
  });
  if (!user) throw new Refusal('TOKEN_EXPIRED');
  await forgive();
  await clearAttempts(db, 'SIGN_IN', keys.addressKey(user.email));
  return true;
}
