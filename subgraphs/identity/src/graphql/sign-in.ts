import { Refusal } from '@ycyw/service/refusal';
import { isPassword } from '../crypto/password-hash.ts';
import { countAttempt } from '../data/attempt.ts';
import { queueMail } from '../data/outgoing-mail.ts';
import { openSession } from '../data/session.ts';
import { claimant } from '../data/user.ts';
import { longest } from '../domain/password.ts';
import { turnsByKey } from '../turns.ts';
import type { IdentityContext } from './context.ts';
import { deviceOfRequest } from './device.ts';
import { countGuess } from './guesses.ts';
import { signedIn, type SignedIn } from './tokens.ts';

// A try counts before it is made; too many right ones at once must not look like failures.
const byAddress = turnsByKey(4);

/**
 * An address that waits for its proof is answered like a wrong password even when the password is right: whoever
 * registered somebody else's address would otherwise learn here that it had no account. Its owner gets a new mail.
 */
export async function signIn(
  _root: unknown,
  { input }: { input: { email: string; password: string } },
  context: IdentityContext,
): Promise<SignedIn> {
  if (input.email.length > 254 || input.password.length > longest) throw new Refusal('WRONG_CREDENTIALS');
  const addressKey = context.keys.addressKey(input.email);
  return byAddress(addressKey.toString('base64'), () => attempt(input, addressKey, context));
}

async function attempt(input: { email: string; password: string }, addressKey: Uint8Array, context: IdentityContext): Promise<SignedIn> {
  const { db, clock } = context;
  const now = clock.now();
  const forgive = await countGuess(context, input.email, addressKey);
  const { userId, registrationId, passwordHash } = await claimant(db, input.email);
  const right = await isPassword(passwordHash, input.password);
  if (right && registrationId) context.aside.run(() => mailAgain(context, registrationId, addressKey));
  const user = right && userId ? await context.users.load(userId) : null;
  if (!user) throw new Refusal('WRONG_CREDENTIALS');
  await forgive();
  const session = await db.$transaction((tx) => openSession(tx, user, deviceOfRequest(context), now));
  return signedIn(context, user, session);
}

async function mailAgain({ db, clock, wakeMail }: IdentityContext, registrationId: string, addressKey: Uint8Array): Promise<void> {
  const now = clock.now();
  if (!(await countAttempt(db, 'MAIL', addressKey))) return;
  await queueMail(db, { kind: 'REGISTRATION', registrationId }, now);
  wakeMail();
}
