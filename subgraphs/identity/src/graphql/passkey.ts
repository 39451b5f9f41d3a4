import { validate } from 'uuid';
import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp } from '@ycyw/service/viewer';
import type { Tx } from '../data/database.ts';
import { factorsOf, lockFactors } from '../data/factors.ts';
import { tellOwner } from '../data/outgoing-mail.ts';
import { takeCeremony, type Ceremony } from '../data/passkey-ceremony.ts';
import { addPasskey, dropPasskey, mostPasskeys, usePasskey } from '../data/passkey.ts';
import { noteProof, openSession, type Proven } from '../data/session.ts';
import { holdAsRead } from '../data/user.ts';
import { passkeyName } from '../domain/passkey-name.ts';
import type { IdentityContext } from './context.ts';
import { deviceOfRequest } from './device.ts';
import { statusOf, withoutLastFactor, type MfaStatus } from './mfa.ts';
import { enrolledBy, provenBy, readAnswer } from './passkey-answer.ts';
import { requirePerson } from './person.ts';
import { renewAccess, signedIn, type SignedIn } from './tokens.ts';

interface Finish {
  id: string;
  credential: string;
  name?: string | null;
}

type Answer = ReturnType<typeof readAnswer>;

/** The answer to beginPasskey. A ceremony is used up by any answer, right or wrong. */
export async function finishPasskey(_root: unknown, { id, credential, name }: Finish, context: IdentityContext): Promise<SignedIn> {
  const answer = readAnswer(credential);
  const called = passkeyName(name ?? deviceOfRequest(context).device);
  const ceremony = await takeCeremony(context.db, id, context.clock.now());
  if (!ceremony || (ceremony.userId !== null && ceremony.userId !== context.viewer.id)) throw new Refusal('TOKEN_EXPIRED');
  if (ceremony.purpose === 'SIGN_IN') return enter(context, answer, ceremony);
  if (ceremony.purpose === 'STEP_UP') return stepUp(context, answer, ceremony);
  return enrol(context, answer, ceremony, called);
}

async function enter(context: IdentityContext, answer: Answer, { challenge }: Ceremony): Promise<SignedIn> {
  const { db, clock } = context;
  const now = clock.now();
  const passkey = await provenBy(context, answer, { challenge, discovered: true });
  const user = await context.users.load(passkey.userId);
  if (!user) throw new Refusal('WRONG_CREDENTIALS');
  const session = await db.$transaction(async (tx) => {
    await holdAsRead(tx, user);
    if (!(await usePasskey(tx, passkey.id, passkey.counter, now))) throw new Refusal('WRONG_CREDENTIALS');
    return openSession(tx, user, deviceOfRequest(context), true, now);
  });
  return signedIn(context, user, session);
}

/** Goes on in the present session with what `work` proved in it. */
async function proceed(
  context: IdentityContext,
  proof: { factor: true; steppedUpAt?: Date },
  work: (tx: Tx) => Promise<void>,
): Promise<SignedIn> {
  const person = requirePerson(context.viewer);
  const user = await context.users.load(person.id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  const proven = await context.db.$transaction(async (tx): Promise<Proven> => {
    await work(tx);
    const noted = await noteProof(tx, { id: person.sessionId, userId: user.id }, proof);
    if (!noted) throw new Refusal('UNAUTHENTICATED');
    return noted;
  });
  const tokens = await renewAccess(context, user, { ...proven, sessionId: person.sessionId });
  return { __typename: 'SignedIn', user: { ...user, own: true }, tokens };
}

async function stepUp(context: IdentityContext, answer: Answer, { challenge, userId }: Ceremony): Promise<SignedIn> {
  const now = context.clock.now();
  const passkey = await provenBy(context, answer, { challenge, discovered: false });
  if (passkey.userId !== userId) throw new Refusal('WRONG_CREDENTIALS');
  return proceed(context, { factor: true, steppedUpAt: now }, async (tx) => {
    if (!(await usePasskey(tx, passkey.id, passkey.counter, now))) throw new Refusal('WRONG_CREDENTIALS');
  });
}

async function enrol(context: IdentityContext, answer: Answer, { challenge }: Ceremony, name: string): Promise<SignedIn> {
  const now = context.clock.now();
  const { id, region } = requirePerson(context.viewer);
  const user = await context.users.load(id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  const credential = await enrolledBy(context, answer, challenge);
  const done = await proceed(context, { factor: true }, async (tx) => {
    await lockFactors(tx, id);
    if ((await factorsOf(tx, id)).passkeys >= mostPasskeys) throw new Refusal('WRONG_STATE');
    if (!(await addPasskey(tx, { owner: user, name, credential }, now))) throw new Refusal('BAD_INPUT', 'credential');
    await tellOwner(tx, user, 'PASSKEY_ADDED', now);
    await audit(tx, { id, role: user.role, region }, { action: 'identity.passkey.added', subjectKind: 'user', subjectId: id }, now);
  });
  context.wakeMail();
  return done;
}

export async function removePasskey(_root: unknown, { id }: { id: string }, context: IdentityContext): Promise<MfaStatus> {
  const { db, clock, viewer, wakeMail } = context;
  const person = requirePerson(viewer);
  requireStepUp(person);
  const user = await context.users.load(person.id);
  if (!user) throw new Refusal('UNAUTHENTICATED');
  const now = clock.now();
  await db.$transaction(async (tx) => {
    await lockFactors(tx, user.id);
    if (!validate(id) || !(await dropPasskey(tx, user.id, id))) throw new Refusal('NOT_FOUND');
    const left = await withoutLastFactor(tx, user);
    if (!user.hasPassword && left.passkeys === 0) throw new Refusal('WRONG_STATE');
    await tellOwner(tx, user, 'PASSKEY_REMOVED', now);
    await audit(tx, viewer, { action: 'identity.passkey.removed', subjectKind: 'passkey', subjectId: id }, now);
  });
  wakeMail();
  return statusOf(context, user);
}
