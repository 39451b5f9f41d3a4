import type { Clock } from '@ycyw/service/clock';
import type { RequestScope } from '@ycyw/service/scope';
import type { Vault } from '@ycyw/service/vault';
import type { Database } from '../data/database.ts';
import type { Belfry } from '../live/bell.ts';
import type { Loaders } from '../loaders.ts';
import type { OwnerOf } from '../owners.ts';

/** What lives as long as the process. */
export interface Desk {
  db: Database;
  vault: Vault;
  clock: Clock;
  loaders: Loaders;
  ownerOf: OwnerOf;
  belfry: Belfry;
}

export type Context = RequestScope & Desk;
