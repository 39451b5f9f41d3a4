import { isService, isStaff, type Viewer } from '@ycyw/service/viewer';
import { keysOf, type ApiKey } from '../data/api-key.ts';
import type { Person } from '../data/user.ts';
import type { IdentityContext } from './context.ts';

/** A user as the graph hands it on; `own` when this very answer proved who asks, e.g. the one to signIn. */
export type UserNode = Person & { own?: true };

const mayReadAccount = (viewer: Viewer, user: UserNode): boolean =>
  viewer.scopes === null && (user.own === true || viewer.id === user.id || isStaff(viewer) || isService(viewer));

const mayReadNames = (viewer: Viewer): boolean => viewer.role !== null;

export const user = {
  /** Name and role of anyone, for whoever is signed in; the domain that refers to a user decides who sees that. */
  __resolveReference: (reference: { id: string }, { viewer, users }: IdentityContext): Promise<UserNode | null> =>
    mayReadNames(viewer) ? users.load(reference.id) : Promise.resolve(null),
  displayName: ({ givenName, familyName }: UserNode): string => `${givenName} ${familyName}`,
  account: (parent: UserNode, _args: unknown, { viewer }: IdentityContext): UserNode | null =>
    mayReadAccount(viewer, parent) ? parent : null,
};

/** What opens an account concerns its owner, and admins. */
const mayReadCredentials = (viewer: Viewer, user: UserNode): boolean => viewer.id === user.id || viewer.role === 'ADMIN';

export const account = {
  emailVerified: (): boolean => true, // a user without a proven address does not exist
  apiKeys: (parent: UserNode, { prefix }: { prefix?: string | null }, { db, viewer, clock }: IdentityContext): Promise<ApiKey[]> =>
    mayReadCredentials(viewer, parent) ? keysOf(db, parent.id, prefix ?? '', clock.now()) : Promise.resolve([]),
};

export const me = (_root: unknown, _args: unknown, { viewer, users }: IdentityContext): Promise<UserNode | null> =>
  viewer.id === null ? Promise.resolve(null) : users.load(viewer.id);
