import { Refusal } from '@ycyw/service/refusal';
import { hashPassword } from '../crypto/password-hash.ts';
import { countAttempt } from '../data/attempt.ts';
import { useEmailToken } from '../data/email-token.ts';
import { addRegistration, completeRegistration, eraseKeys } from '../data/registration.ts';
import { openSession } from '../data/session.ts';
import { readApplicant, type RegisterInput } from '../domain/applicant.ts';
import { isWeak } from '../domain/password.ts';
import { sendsGpc } from '../domain/privacy.ts';
import type { IdentityContext } from './context.ts';
import { deviceOfRequest } from './device.ts';
import { countNetwork } from './guesses.ts';
import { signedIn, type SignedIn } from './tokens.ts';

/** Never looks whether the address is known: the mail worker does, when nobody can time it. */
export async function register(_root: unknown, { input }: { input: RegisterInput }, context: IdentityContext): Promise<{ sentTo: string }> {
  const now = context.clock.now();
  const applicant = readApplicant(input, context.language, now);
  const { email } = applicant.profile;
  if (isWeak(input.password, email)) throw new Refusal('WEAK_PASSWORD');
  await countNetwork(context, 'MAIL_NETWORK');
  if (!(await countAttempt(context.db, 'MAIL', context.keys.addressKey(email)))) throw new Refusal('RATE_LIMITED');
  await addRegistration(context, { ...applicant, gpc: sendsGpc(context.headers) }, await hashPassword(input.password), now);
  context.wakeMail();
  return { sentTo: email };
}

export async function verifyEmail(_root: unknown, { token }: { token: string }, context: IdentityContext): Promise<SignedIn> {
  const forgive = await countNetwork(context, 'TOKEN');
  const now = context.clock.now();
  const opened = await context.db.$transaction(async (tx) => {
    const used = await useEmailToken(tx, 'VERIFY_EMAIL', token, now);
    const { user, forgotten } = used?.registrationId
      ? await completeRegistration(tx, used.registrationId, now)
      : { user: null, forgotten: [] };
    return { forgotten, session: user && (await openSession(tx, user, deviceOfRequest(context), false, now)), userId: user?.id ?? '' };
  });
  await eraseKeys(context.vault, opened.forgotten);
  const person = opened.session && (await context.users.load(opened.userId));
  if (!opened.session || !person) throw new Refusal('TOKEN_EXPIRED');
  await forgive();
  return signedIn(context, person, opened.session);
}
