import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { hashPassword } from '../crypto/password-hash.ts';
import { clearAttempts, countAttempt } from '../data/attempt.ts';
import { endMailed, findEmailToken, useEmailToken } from '../data/email-token.ts';
import { queueMail, tellOwner } from '../data/outgoing-mail.ts';
import { endSessions } from '../data/session.ts';
import { claimant, setPassword } from '../data/user.ts';
import { readAddress } from '../domain/profile.ts';
import { isWeak } from '../domain/password.ts';
import type { IdentityContext } from './context.ts';
import { countNetwork } from './guesses.ts';

export async function requestPasswordReset(_root: unknown, args: { email: string }, context: IdentityContext): Promise<true> {
  const { db, vault, clock, keys, wakeMail } = context;
  const email = readAddress(args.email);
  const now = clock.now();
  await countNetwork(context, 'MAIL_NETWORK');
  if (!(await countAttempt(db, 'RESET_MAIL', keys.addressKey(email)))) throw new Refusal('RATE_LIMITED');
  context.aside.run(async () => {
    const { userId, registrationId, region } = await claimant(db, vault, email);
    if (userId && region) await queueMail(db, { kind: 'PASSWORD_RESET', userId, region }, now);
    else if (registrationId && region) await queueMail(db, { kind: 'REGISTRATION', registrationId, region }, now);
    wakeMail();
  });
  return true;
}

export async function resetPassword(_root: unknown, args: { token: string; password: string }, context: IdentityContext): Promise<true> {
  const { db, clock, keys, users, wakeMail } = context;
  const now = clock.now();
  // A weak password must not use the token up.
  if (isWeak(args.password, '')) throw new Refusal('WEAK_PASSWORD');
  const forgive = await countNetwork(context, 'TOKEN');
  const asker = await findEmailToken(db, 'RESET_PASSWORD', args.token, now);
  const person = asker?.userId ? await users.load(asker.userId) : null;
  if (!person) throw new Refusal('TOKEN_EXPIRED');
  if (isWeak(args.password, person.email)) throw new Refusal('WEAK_PASSWORD');
  const passwordHash = await hashPassword(args.password);
  const user = await db.$transaction(async (tx) => {
    const used = await useEmailToken(tx, 'RESET_PASSWORD', args.token, now);
    const owner = used?.userId ? await setPassword(tx, used.userId, passwordHash, now) : null;
    if (!owner) return null;
    await endMailed(tx, owner.id);
    await endSessions(tx, { userId: owner.id }, 'PASSWORD_RESET', now);
    await tellOwner(tx, owner, 'PASSWORD_CHANGED', now);
    await audit(tx, owner, { action: 'identity.password.reset', subjectKind: 'user', subjectId: owner.id }, now);
    return owner;
  });
  if (!user) throw new Refusal('TOKEN_EXPIRED');
  wakeMail();
  await forgive();
  await clearAttempts(db, 'SIGN_IN', keys.addressKey(person.email));
  return true;
}
