import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { isService, isStaff, requireService, type Region, type Viewer } from '@ycyw/service/viewer';
import { keysOf, type ApiKey } from '../data/api-key.ts';
import { changeUser, claimant, profileOf, type Person } from '../data/user.ts';
import { readPhone } from '../domain/phone.ts';
import { amended, wishes, type UpdateProfileInput } from '../domain/profile.ts';
import { workplaceOf } from '../domain/workplace.ts';
import { sessionsOf } from './account-sessions.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';
import { privacy } from './privacy.ts';
import { statusOf, type MfaStatus } from './mfa.ts';

/** A user as the graph hands it on; `own` when this very answer proved who asks, e.g. the one to signIn. */
export type UserNode = Person & { own?: true };

const isOwn = (viewer: Viewer, user: UserNode): boolean => user.own === true || viewer.id === user.id;

/** One's own; for admins everybody's, for other staff those of the region they work in. Nobody's for a partner's key. */
function mayReadAccount(viewer: Viewer, user: UserNode): boolean {
  if (viewer.scopes !== null) return false;
  if (isOwn(viewer, user) || isService(viewer) || viewer.role === 'ADMIN') return true;
  return isStaff(viewer) && viewer.region === user.region;
}

/** Tells the audit trail that staff looked into somebody's account, once a request. */
export function noteRead({ db, viewer, clock, aside, readAccounts }: IdentityContext, { id }: UserNode): void {
  if (!isStaff(viewer) || readAccounts.has(id)) return;
  readAccounts.add(id);
  aside.run(() => audit(db, viewer, { action: 'identity.account.read', subjectKind: 'user', subjectId: id }, clock.now()));
}

const mayReadNames = (viewer: Viewer): boolean => viewer.role !== null;

export const user = {
  /** Name and role of anyone, for whoever is signed in; the domain that refers to a user decides who sees that. */
  __resolveReference: (reference: { id: string }, { viewer, users }: IdentityContext): Promise<UserNode | null> =>
    mayReadNames(viewer) ? users.load(reference.id) : Promise.resolve(null),
  displayName: ({ givenName, familyName }: UserNode): string => `${givenName} ${familyName}`,
  account: (parent: UserNode, _args: unknown, context: IdentityContext): UserNode | null => {
    if (!mayReadAccount(context.viewer, parent)) return null;
    if (!isOwn(context.viewer, parent)) noteRead(context, parent);
    return parent;
  },
};

export async function updateProfile(_root: unknown, { input }: { input: UpdateProfileInput }, context: IdentityContext): Promise<Person> {
  const { id } = requirePerson(context.viewer);
  const now = context.clock.now();
  const columns = wishes(input);
  const residence = (await context.users.load(id))?.country ?? '';
  const wanted = input.phone === undefined ? input : { ...input, phone: await readPhone(input.phone, residence) };
  const changed = await changeUser(context, id, (person) => ({ profile: amended(profileOf(person), wanted, now), columns }), now);
  if (!changed) throw new Refusal('NOT_FOUND');
  return changed;
}

/** What opens an account concerns its owner, and admins. */
const mayReadCredentials = (viewer: Viewer, user: UserNode): boolean => viewer.id === user.id || viewer.role === 'ADMIN';

export const account = {
  mfa: (parent: UserNode, _args: unknown, context: IdentityContext): Promise<MfaStatus> => statusOf(context, parent),
  emailVerified: (): boolean => true, // a user without a proven address does not exist
  privacy,
  workplace: (parent: UserNode): { region: Region; agencies: { __typename: 'Agency'; id: string }[] | null } | null => {
    const place = workplaceOf(parent);
    return place && { region: place.region, agencies: place.agencies?.map((id) => ({ __typename: 'Agency', id })) ?? null };
  },
  sessions: (parent: UserNode, _args: unknown, context: IdentityContext): ReturnType<typeof sessionsOf> =>
    mayReadCredentials(context.viewer, parent) ? sessionsOf(context, parent.id) : Promise.resolve([]),
  apiKeys: (parent: UserNode, { prefix }: { prefix?: string | null }, { db, viewer, clock }: IdentityContext): Promise<ApiKey[]> =>
    mayReadCredentials(viewer, parent) ? keysOf(db, parent.id, prefix ?? '', clock.now()) : Promise.resolve([]),
};

/** For our own services, which go on from here to what other domains hold on the person. */
export function userById(_root: unknown, { id }: { id: string }, { viewer, users }: IdentityContext): Promise<UserNode | null> {
  requireService(viewer);
  return users.load(id);
}

/** For our own services: whose proven address that is. A registration that waits for its proof is nobody. */
export async function userOfAddress(_root: unknown, { email }: { email: string }, context: IdentityContext): Promise<UserNode | null> {
  requireService(context.viewer);
  const { userId } = await claimant(context.db, context.vault, email);
  return userId === null ? null : context.users.load(userId);
}

export const me = (_root: unknown, _args: unknown, { viewer, users }: IdentityContext): Promise<UserNode | null> =>
  viewer.id === null ? Promise.resolve(null) : users.load(viewer.id);
