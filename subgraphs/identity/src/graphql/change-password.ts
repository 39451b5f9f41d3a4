import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp } from '@ycyw/service/viewer';
import { hashPassword } from '../crypto/password-hash.ts';
import { endMailed } from '../data/email-token.ts';
import { tellOwner } from '../data/outgoing-mail.ts';
import { endSessions } from '../data/session.ts';
import { setPassword } from '../data/user.ts';
import { isWeak } from '../domain/password.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';
import { provePassword } from './step-up.ts';

/** Whoever has only passkeys gives themselves a password so, after a step-up. */
export async function changePassword(
  _root: unknown,
  { current, next }: { current?: string | null; next: string },
  context: IdentityContext,
): Promise<true> {
  const { db, clock, viewer, users, wakeMail } = context;
  const person = requirePerson(viewer);
  const byPassword = typeof current === 'string';
  if (!byPassword) requireStepUp(viewer);
  const user = await users.load(person.id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  if (isWeak(next, user.email)) throw new Refusal('WEAK_PASSWORD');
  if (byPassword) await provePassword(context, user, current);
  const passwordHash = await hashPassword(next);
  const now = clock.now();
  await db.$transaction(async (tx) => {
    if (!(await setPassword(tx, user.id, passwordHash, now))) throw new Refusal('UNAUTHENTICATED');
    await endSessions(tx, { userId: user.id, id: { not: person.sessionId } }, 'PASSWORD_CHANGED', now);
    await endMailed(tx, user.id);
    await tellOwner(tx, user, 'PASSWORD_CHANGED', now);
    await audit(tx, viewer, { action: 'identity.password.changed', subjectKind: 'user', subjectId: user.id }, now);
  });
  wakeMail();
  return true;
}
