import { Refusal } from '@ycyw/service/refusal';
import { isPassword } from '../crypto/password-hash.ts';
import { countAttempt, forgiveAttempt } from '../data/attempt.ts';
import type { Tx } from '../data/database.ts';
import { noteProof, type Proven } from '../data/session.ts';
import { passwordHashOf, type Person } from '../data/user.ts';
import type { SecondFactor } from '../domain/factors.ts';
import { longest } from '../domain/password.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';
import { withCode } from './proof.ts';
import { renewAccess, type Tokens } from './tokens.ts';

interface Proof {
  method?: SecondFactor | null;
  password?: string | null;
  code?: string | null;
}

/** A fresh proof by password or by code; a passkey's goes through finishPasskey. BAD_INPUT unless it is exactly one of them. */
export async function stepUp(_root: unknown, { method, password, code }: Proof, context: IdentityContext): Promise<Tokens> {
  const person = requirePerson(context.viewer);
  const user = await context.users.load(person.id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  const session = { id: person.sessionId, userId: person.id };
  const note = (tx: Tx, factor: boolean): Promise<Proven | null> =>
    noteProof(tx, session, { steppedUpAt: context.clock.now(), ...(factor && { factor }) });
  let proven: Proven | null;
  if (typeof password === 'string' && !method && typeof code !== 'string') {
    await provePassword(context, user, password);
    proven = await note(context.db, false);
  } else if (method && typeof code === 'string' && typeof password !== 'string') {
    proven = await withCode(context, user, { method, code }, (tx) => note(tx, true));
    context.wakeMail();
  } else throw new Refusal('BAD_INPUT', 'method');
  if (!proven) throw new Refusal('UNAUTHENTICATED');
  return renewAccess(context, user, { ...proven, sessionId: person.sessionId });
}

/** Counted apart from sign-ins, so that no stranger's failures keep the owner from it. RATE_LIMITED, WRONG_CREDENTIALS. */
export async function provePassword({ db, keys }: IdentityContext, user: Person, password: string): Promise<void> {
  const key = keys.addressKey(user.id);
  if (!(await countAttempt(db, 'STEP_UP', key))) throw new Refusal('RATE_LIMITED');
  if (password.length > longest || !(await isPassword(await passwordHashOf(db, user.id), password))) throw new Refusal('WRONG_CREDENTIALS');
  await forgiveAttempt(db, 'STEP_UP', key);
}
