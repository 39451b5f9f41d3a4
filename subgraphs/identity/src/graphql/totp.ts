import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp } from '@ycyw/service/viewer';
import { lockFactors } from '../data/factors.ts';
import { tellOwner } from '../data/outgoing-mail.ts';
import { replaceRecoveryCodes } from '../data/recovery-code.ts';
import { noteProof } from '../data/session.ts';
import { confirmTotp, dropTotp, keepPending, pendingTotp, totpColumn } from '../data/totp.ts';
import { newSecret, otpauthUrl } from '../domain/totp.ts';
import type { IdentityContext } from './context.ts';
import { requireFreshFor, statusOf, withoutLastFactor, type MfaStatus } from './mfa.ts';
import { requirePerson } from './person.ts';
import { guarded, proveStep } from './proof.ts';

/** The secret waits a quarter of an hour for its first code; one that holds goes on until then. */
export async function startTotpEnrolment(
  _root: unknown,
  _args: unknown,
  context: IdentityContext,
): Promise<{ secret: string; otpauthUrl: string }> {
  const { db, clock, vault } = context;
  const user = await requireFreshFor(context);
  const secret = newSecret();
  const key = await vault.keyOf(user.id, user.region);
  await keepPending(db, user, key.seal(secret, totpColumn), clock.now());
  return { secret, otpauthUrl: otpauthUrl(secret, user.email) };
}

export async function confirmTotpEnrolment(
  _root: unknown,
  { code }: { code: string },
  context: IdentityContext,
): Promise<{ codes: string[] }> {
  const { db, clock, viewer, wakeMail } = context;
  const person = requirePerson(viewer);
  const now = clock.now();
  const user = await context.users.load(person.id);
  const pending = await pendingTotp(db, person.id, now);
  if (!user || !pending) throw new Refusal('WRONG_STATE');
  const codes = await guarded(context, user, async () => {
    const step = await proveStep(context, user, pending, code);
    return db.$transaction(async (tx) => {
      await lockFactors(tx, user.id);
      if (!(await confirmTotp(tx, user.id, pending, step))) throw new Refusal('WRONG_STATE');
      // Whoever has just shown a code of it has proven it in this session too.
      if (!(await noteProof(tx, { id: person.sessionId, userId: user.id }, { factor: true }))) throw new Refusal('UNAUTHENTICATED');
      await tellOwner(tx, user, 'TOTP_ADDED', now);
      await audit(tx, viewer, { action: 'identity.totp.added', subjectKind: 'user', subjectId: user.id }, now);
      return replaceRecoveryCodes(tx, user);
    });
  });
  wakeMail();
  return { codes };
}

export async function removeTotp(_root: unknown, _args: unknown, context: IdentityContext): Promise<MfaStatus> {
  const { db, clock, viewer, wakeMail } = context;
  const person = requirePerson(viewer);
  requireStepUp(person);
  const user = await context.users.load(person.id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  const now = clock.now();
  await db.$transaction(async (tx) => {
    await lockFactors(tx, user.id);
    const removed = await dropTotp(tx, user.id);
    await withoutLastFactor(tx, user);
    if (!removed) return;
    await tellOwner(tx, user, 'TOTP_REMOVED', now);
    await audit(tx, viewer, { action: 'identity.totp.removed', subjectKind: 'user', subjectId: user.id }, now);
  });
  wakeMail();
  return statusOf(context, user);
}
