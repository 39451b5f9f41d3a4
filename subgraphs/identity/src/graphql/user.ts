import { Refusal } from '@ycyw/service/refusal';
import { isService, isStaff, requireService, requireSignedIn, type Viewer } from '@ycyw/service/viewer';
import { changeUser, profileOf, type Person } from '../data/user.ts';
import { amended, wishes, type UpdateProfileInput } from '../domain/profile.ts';
import type { IdentityContext } from './context.ts';
import { privacy } from './privacy.ts';
import { statusOf, type MfaStatus } from './mfa.ts';

/** A user as the graph hands it on; `own` when this very answer proved who asks, e.g. the one to signIn. */
export type UserNode = Person & { own?: true };

const mayReadAccount = (viewer: Viewer, user: UserNode): boolean =>
  user.own === true || viewer.id === user.id || isStaff(viewer) || isService(viewer);

const mayReadNames = (viewer: Viewer): boolean => viewer.role !== null;

export const user = {
  /** Name and role of anyone, for whoever is signed in; the domain that refers to a user decides who sees that. */
  __resolveReference: (reference: { id: string }, { viewer, users }: IdentityContext): Promise<UserNode | null> =>
    mayReadNames(viewer) ? users.load(reference.id) : Promise.resolve(null),
  displayName: ({ givenName, familyName }: UserNode): string => `${givenName} ${familyName}`,
  account: (parent: UserNode, _args: unknown, { viewer }: IdentityContext): UserNode | null =>
    mayReadAccount(viewer, parent) ? parent : null,
};

export async function updateProfile(_root: unknown, { input }: { input: UpdateProfileInput }, context: IdentityContext): Promise<Person> {
  const { id } = requireSignedIn(context.viewer);
  const now = context.clock.now();
  const columns = wishes(input);
  const changed = await changeUser(
    context,
    id,
    (person) => ({ profile: amended(profileOf(person), input, person.country, now), columns }),
    now,
  );
  if (!changed) throw new Refusal('NOT_FOUND');
  return changed;
}

export const account = {
  mfa: (parent: UserNode, _args: unknown, context: IdentityContext): Promise<MfaStatus> => statusOf(context, parent),
  emailVerified: (): boolean => true, // a user without a proven address does not exist
  privacy,
};

/** For our own services, which go on from here to what other domains hold on the person. */
export function userById(_root: unknown, { id }: { id: string }, { viewer, users }: IdentityContext): Promise<UserNode | null> {
  requireService(viewer);
  return users.load(id);
}

export const me = (_root: unknown, _args: unknown, { viewer, users }: IdentityContext): Promise<UserNode | null> =>
  viewer.id === null ? Promise.resolve(null) : users.load(viewer.id);
