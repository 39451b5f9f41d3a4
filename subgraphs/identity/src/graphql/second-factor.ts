import { Refusal } from '@ycyw/service/refusal';
import { openSession } from '../data/session.ts';
import { holdAsRead } from '../data/user.ts';
import { takeChallenge, tryChallenge } from '../data/sign-in-challenge.ts';
import type { SecondFactor } from '../domain/factors.ts';
import type { IdentityContext } from './context.ts';
import { deviceOfRequest } from './device.ts';
import { withCode } from './proof.ts';
import { signedIn, type SignedIn } from './tokens.ts';

/** The second step of signIn: only here does a session begin. */
export async function verifySecondFactor(
  _root: unknown,
  args: { challenge: string; method: SecondFactor; code: string },
  context: IdentityContext,
): Promise<SignedIn> {
  const { db, clock, wakeMail } = context;
  const now = clock.now();
  if (args.method === 'PASSKEY') throw new Refusal('BAD_INPUT', 'method');
  const challenge = await tryChallenge(db, args.challenge, now);
  const user = challenge && (await context.users.load(challenge.userId));
  if (!user) throw new Refusal('TOKEN_EXPIRED');
  if (challenge.spent) throw new Refusal('RATE_LIMITED');
  const session = await withCode(context, user, args, async (tx) => {
    await holdAsRead(tx, user);
    if (!(await takeChallenge(tx, args.challenge, now))) throw new Refusal('TOKEN_EXPIRED');
    return openSession(tx, user, deviceOfRequest(context), true, now);
  });
  wakeMail();
  return signedIn(context, user, session);
}
