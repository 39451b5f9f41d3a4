import type { Clock } from '@ycyw/service/clock';
import type { Objects } from '@ycyw/service/files/objects';
import type { Logger } from '@ycyw/service/log';
import type { Database } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import type { Turn } from '../domain/call/iceServers.ts';
import type DataLoader from 'dataloader';
import type { Belfry } from '../live/bell.ts';
import type { QueueStandings } from '../live/queueStandings.ts';
import type { Scanner } from '../files/clamd.ts';
import type { Loaders } from '../loaders.ts';
import type { OwnerOf } from '../owners.ts';
import type { Asked, Translation } from './translate.ts';

/** How the browsers of a call reach each other. */
export interface CallMeans {
  /** Null where there is no relay: by their own addresses only. */
  turn: Turn | null;
  /** Through the relay alone, for everybody. */
  relayOnly: boolean;
}

/** Where attachments lie, what their addresses are signed with, and who looks for malware in them; null: nobody. */
export interface Files {
  objects: Objects;
  signingKey: Buffer;
  scanner: Scanner | null;
}

/** What lives as long as the process. */
export interface Desk {
  sql: Database;
  vault: Vault;
  clock: Clock;
  loaders: Loaders;
  ownerOf: OwnerOf;
  /** Whether a conversation is with somebody who has no account. */
  isContacts: (conversationId: string) => Promise<boolean>;
  belfry: Belfry;
  queueStandings: QueueStandings;
  files: Files;
  log: Logger;
  calls: CallMeans;
  translations: DataLoader<Asked, Translation | null>;
}
