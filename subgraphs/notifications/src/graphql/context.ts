import type { Clock } from '@ycyw/service/clock';
import type { RequestScope } from '@ycyw/service/scope';
import type { Database } from '@ycyw/service/sql';
import type DataLoader from 'dataloader';
import type { Delivery } from '../data/delivery.ts';
import type { Belfry } from '../live/bell.ts';

/** What lives as long as the process. */
export interface Office {
  db: Database;
  clock: Clock;
  belfry: Belfry;
  /** Gathers what is asked at the same moment and keeps nothing: subscriptions live long. */
  deliveries: DataLoader<string, Delivery[]>;
}

export type Context = RequestScope & Office;
