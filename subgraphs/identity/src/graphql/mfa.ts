import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp } from '@ycyw/service/viewer';
import type { Tx } from '../data/database.ts';
import { factorsOf, lockFactors } from '../data/factors.ts';
import { passkeysOf, type Passkey } from '../data/passkey.ts';
import { dropRecoveryCodes, replaceRecoveryCodes } from '../data/recovery-code.ts';
import { sessionSince } from '../data/session.ts';
import type { Person } from '../data/user.ts';
import { mustHaveFactor, secondFactors, type Factors } from '../domain/factors.ts';
import { accessMinutes } from '../domain/signing-key.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';

export interface MfaStatus extends Factors {
  required: boolean;
  passkeyList: () => Promise<Passkey[]>;
}

export async function statusOf({ db }: IdentityContext, user: Pick<Person, 'id' | 'role'>): Promise<MfaStatus> {
  return { ...(await factorsOf(db, user.id)), required: mustHaveFactor(user.role), passkeyList: () => passkeysOf(db, user.id) };
}

/**
 * Whoever may add a factor: with a step-up, or, for the first, in a session that has just begun. In an old session it
 * would turn a stolen access token into a factor, and the factor into every step-up.
 */
export async function requireFreshFor(context: IdentityContext): Promise<Person> {
  const { db, clock } = context;
  const person = requirePerson(context.viewer);
  const [user, factors, since] = await Promise.all([
    context.users.load(person.id),
    factorsOf(db, person.id),
    sessionSince(db, { id: person.sessionId, userId: person.id }),
  ]);
  if (!user || !since) throw new Refusal('UNAUTHENTICATED');
  const begun = since.getTime() + accessMinutes * 60_000 > clock.now().getTime();
  if (secondFactors(factors) > 0 || !begun) requireStepUp(person);
  return user;
}

/** What holds once a factor is gone: staff keep one (WRONG_STATE), and without any the recovery codes go too. */
export async function withoutLastFactor(tx: Tx, user: Pick<Person, 'id' | 'role'>): Promise<Factors> {
  const left = await factorsOf(tx, user.id);
  if (secondFactors(left) > 0) return left;
  if (mustHaveFactor(user.role)) throw new Refusal('WRONG_STATE');
  await dropRecoveryCodes(tx, user.id);
  return left;
}

export async function renewRecoveryCodes(_root: unknown, _args: unknown, context: IdentityContext): Promise<{ codes: string[] }> {
  const { db, clock, viewer } = context;
  const person = requirePerson(viewer);
  requireStepUp(person);
  const user = await context.users.load(person.id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  const codes = await db.$transaction(async (tx) => {
    await lockFactors(tx, user.id);
    if (secondFactors(await factorsOf(tx, user.id)) === 0) throw new Refusal('WRONG_STATE');
    await audit(tx, viewer, { action: 'identity.recoveryCodes.renewed', subjectKind: 'user', subjectId: user.id }, clock.now());
    return replaceRecoveryCodes(tx, user);
  });
  return { codes };
}
