import { Refusal } from '@ycyw/service/refusal';
import type { Region } from '@ycyw/service/viewer';
import { isPassword } from '../crypto/password-hash.ts';
import { countAttempt } from '../data/attempt.ts';
import { factorsOf } from '../data/factors.ts';
import { queueMail } from '../data/outgoing-mail.ts';
import { openSession } from '../data/session.ts';
import { issueChallenge } from '../data/sign-in-challenge.ts';
import { claimant, holdAsRead } from '../data/user.ts';
import { methodsOf, secondFactors, type SecondFactor } from '../domain/factors.ts';
import { longest } from '../domain/password.ts';
import { turnsByKey } from '../turns.ts';
import type { IdentityContext } from './context.ts';
import { deviceOfRequest } from './device.ts';
import { countGuess } from './guesses.ts';
import { signedIn, type SignedIn } from './tokens.ts';

/** The password was right and a second factor is due. */
interface SecondFactorRequired {
  __typename: 'SecondFactorRequired';
  challenge: string;
  methods: SecondFactor[];
}

type SignInResult = SignedIn | SecondFactorRequired;

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
): Promise<SignInResult> {
  if (input.email.length > 254 || input.password.length > longest) throw new Refusal('WRONG_CREDENTIALS');
  const addressKey = context.keys.addressKey(input.email);
  return byAddress(addressKey.toString('base64'), () => attempt(input, addressKey, context));
}

async function attempt(
  input: { email: string; password: string },
  addressKey: Uint8Array,
  context: IdentityContext,
): Promise<SignInResult> {
  const { db, vault, clock } = context;
  const now = clock.now();
  const forgive = await countGuess(context, input.email, addressKey);
  const { userId, registrationId, region, passwordHash } = await claimant(db, vault, input.email);
  const right = await isPassword(passwordHash, input.password);
  if (right && registrationId && region) context.aside.run(() => mailAgain(context, { registrationId, region }, addressKey));
  const user = right && userId ? await context.users.load(userId) : null;
  if (!user) throw new Refusal('WRONG_CREDENTIALS');
  await forgive();
  const factors = await factorsOf(db, user.id);
  if (secondFactors(factors) > 0) {
    const challenge = await db.$transaction(async (tx) => {
      await holdAsRead(tx, user, passwordHash);
      return issueChallenge(tx, user, now);
    });
    return { __typename: 'SecondFactorRequired', challenge, methods: methodsOf(factors) };
  }
  const session = await db.$transaction(async (tx) => {
    await holdAsRead(tx, user, passwordHash);
    return openSession(tx, user, deviceOfRequest(context), false, now);
  });
  return signedIn(context, user, session);
}

async function mailAgain(
  { db, clock, wakeMail }: IdentityContext,
  registration: { registrationId: string; region: Region },
  addressKey: Uint8Array,
): Promise<void> {
  const now = clock.now();
  if (!(await countAttempt(db, 'MAIL', addressKey))) return;
  await queueMail(db, { kind: 'REGISTRATION', ...registration }, now);
  wakeMail();
}
