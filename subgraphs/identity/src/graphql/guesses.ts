import { Refusal } from '@ycyw/service/refusal';
import { deviceIn } from '../crypto/device-cookie.ts';
import { countAttempt, forgiveAttempt, type AttemptKind } from '../data/attempt.ts';
import { queueMail } from '../data/outgoing-mail.ts';
import { claimant } from '../data/user.ts';
import { networkOf } from '../domain/network.ts';
import { cookiesOf } from '../domain/refresh-cookie.ts';
import type { IdentityContext } from './context.ts';

/** Counts a try against its network; RATE_LIMITED over the limit. Returns what takes it back. */
export async function countNetwork({ db, keys, headers }: IdentityContext, kind: AttemptKind): Promise<() => Promise<unknown>> {
  const network = networkOf(headers);
  if (network === null) return () => Promise.resolve();
  const key = keys.networkKey(network);
  if (!(await countAttempt(db, kind, key))) throw new Refusal('RATE_LIMITED');
  return () => forgiveAttempt(db, kind, key);
}

/**
 * Counts a guess at the password of an address before it is made: against the network and the address or, on a device that its
 * owner has signed in on, against that device alone. RATE_LIMITED over the limit, and the owner gets a mail. Returns what
 * takes it back for a right guess.
 */
export async function countGuess(context: IdentityContext, email: string, addressKey: Uint8Array): Promise<() => Promise<unknown>> {
  const { db, keys, headers } = context;
  const device = deviceIn(cookiesOf(headers), keys.device, addressKey);
  // Whoever shares the owner's network uses up nothing of a device that is counted by itself.
  const forgiveNetwork = device === null ? await countNetwork(context, 'NETWORK') : () => Promise.resolve();
  const [kind, key] = device === null ? (['SIGN_IN', addressKey] as const) : (['DEVICE', device] as const);
  if (!(await countAttempt(db, kind, key))) {
    context.aside.run(() => tellOwner(context, email, addressKey));
    throw new Refusal('RATE_LIMITED');
  }
  return () => Promise.all([forgiveNetwork(), forgiveAttempt(db, kind, key)]);
}

async function tellOwner({ db, vault, clock, wakeMail }: IdentityContext, email: string, addressKey: Uint8Array): Promise<void> {
  if (!(await countAttempt(db, 'LOCK_MAIL', addressKey))) return;
  const { userId, region } = await claimant(db, vault, email);
  if (!userId || !region) return;
  await queueMail(db, { kind: 'LOCKED_OUT', userId, region }, clock.now());
  wakeMail();
}
