import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp } from '@ycyw/service/viewer';
import { countAttempt } from '../data/attempt.ts';
import { dropEmailChange, dropEmailTokens, findEmailToken, tokenAddress, useEmailToken } from '../data/email-token.ts';
import { mailAddress, queueMail } from '../data/outgoing-mail.ts';
import { changeUser, profileOf } from '../data/user.ts';
import { readAddress } from '../domain/profile.ts';
import type { IdentityContext } from './context.ts';
import { countNetwork } from './guesses.ts';
import { requirePerson } from './person.ts';

/** Never looks whether the address is taken: the mail worker does, when nobody can time it. */
export async function changeEmail(_root: unknown, args: { email: string }, context: IdentityContext): Promise<{ sentTo: string }> {
  const { db, vault, clock, viewer, keys, users, wakeMail } = context;
  const person = requirePerson(viewer);
  requireStepUp(viewer);
  const email = readAddress(args.email);
  const user = await users.load(person.id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  await countNetwork(context, 'MAIL_NETWORK');
  if (!(await countAttempt(db, 'MAIL', keys.addressKey(email)))) throw new Refusal('RATE_LIMITED');
  const address = (await vault.keyOf(user.id, user.region)).seal(email, mailAddress);
  const now = clock.now();
  await db.$transaction(async (tx) => {
    await dropEmailChange(tx, user.id);
    await queueMail(tx, { kind: 'EMAIL_CHANGE', userId: user.id, region: user.region, address }, now);
    await audit(tx, viewer, { action: 'identity.email.changeRequested', subjectKind: 'user', subjectId: user.id }, now);
  });
  wakeMail();
  return { sentTo: email };
}

/** The token alone proves who asks: the mail may be read on another device. */
export async function confirmEmail(_root: unknown, { token }: { token: string }, context: IdentityContext): Promise<true> {
  const { db, vault, clock, users, wakeMail } = context;
  const forgive = await countNetwork(context, 'TOKEN');
  const now = clock.now();
  const found = await findEmailToken(db, 'CHANGE_EMAIL', token, now);
  const user = found?.userId ? await users.load(found.userId) : null;
  if (!user || !found?.address) throw new Refusal('TOKEN_EXPIRED');
  const key = await vault.keyOf(user.id, user.region);
  const email = key.open(found.address, tokenAddress);
  const before = key.seal(user.email, mailAddress);
  const changed = await changeUser(
    context,
    user.id,
    (person) => ({ profile: { ...profileOf(person), email }, columns: {} }),
    now,
    async (tx) => {
      if (!(await useEmailToken(tx, 'CHANGE_EMAIL', token, now))) throw new Refusal('TOKEN_EXPIRED');
      // What lies in the old mailbox opens the account no more.
      await dropEmailTokens(tx, 'RESET_PASSWORD', user.id);
      await queueMail(tx, { kind: 'EMAIL_CHANGED', userId: user.id, region: user.region, address: before }, now);
      await audit(tx, user, { action: 'identity.email.changed', subjectKind: 'user', subjectId: user.id }, now);
    },
  );
  if (!changed) throw new Refusal('TOKEN_EXPIRED');
  users.clear(user.id);
  await forgive();
  wakeMail();
  return true;
}
