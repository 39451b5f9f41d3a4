import type { Clock } from '@ycyw/service/clock';
import type { Ask } from '@ycyw/service/graph';
import type { RequestScope } from '@ycyw/service/scope';
import type { Vault } from '@ycyw/service/vault';
import type { Aside } from '../aside.ts';
import type { DerivedKeys } from '../crypto/derived-keys.ts';
import type { Database } from '../data/database.ts';
import { userLoader, type UserLoader } from '../data/user.ts';
import type { Signer } from '../signer.ts';

/** What resolvers work with for as long as the process lives. */
export interface Means {
  db: Database;
  vault: Vault;
  /** Real time: tokens and limits never follow the local start's movable clock. */
  clock: Clock;
  keys: DerivedKeys;
  signer: Signer;
  aside: Aside;
  /** Asks the graph as one of our own services. */
  ask: Ask;
  /** The web client's address, without a slash at its end; passkeys hold for its host and its origin. */
  publicUrl: string;
  /** Tells the mail worker that there is something to send. */
  wakeMail: () => void;
}

export interface IdentityContext extends RequestScope, Means {
  users: UserLoader;
  /** Whose accounts this request has read as staff: each is noted once. */
  readAccounts: Set<string>;
}

/** The context of one request, with loaders of its own. */
export const contextWith =
  (means: Means) =>
  (scope: RequestScope): IdentityContext => ({
    ...scope,
    ...means,
    users: userLoader(means.db, means.vault),
    readAccounts: new Set(),
  });
