import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Database } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import type DataLoader from 'dataloader';
import type Stripe from 'stripe';
import type { Carrier } from '../carriers/carrier.ts';
import type { Agencies } from '../data/agency.ts';
import type { Merchants } from '../data/cashback/merchant.ts';
import type { Availability } from '../data/availability.ts';
import type { ClassRatings } from '../data/review/tally.ts';
import type { Feeds } from '../live/feeds.ts';
import type { Sellers } from '../domain/billing/seller.ts';
import type { PaymentState } from '../domain/paymentState.ts';
import type { Tariff } from '../domain/market.ts';
import type { Objects } from '@ycyw/service/files/objects';
import type { PriceTables } from './priceTable.ts';
import type { Recommender } from './recommendation/recommender.ts';

/** What the actions of this subgraph work with; one for the process. */
export interface World {
  /** Prepared statements. */
  sql: Database;
  /** How far a payment has come, without a lock: what news says that the database says already needs none. */
  paymentStates: DataLoader<string, PaymentState | null>;
  vault: Vault;
  clock: Clock;
  log: Logger;
  stripe: Stripe;
  objects: Objects;
  tariff: Tariff;
  sellers: Sellers;
  agencies: Agencies;
  merchants: Merchants;
  availability: Availability;
  prices: PriceTables;
  classRatings: ClassRatings;
  /** Who drives cars to addresses, the first asked first; none where there is nobody. */
  carriers: readonly Carrier[];
  /** What subscriptions follow. */
  feeds: Feeds;
  recommender: Recommender;
  region: Region;
  /** Signs offers, guest tokens and the codes of deliveries. */
  signingKey: Buffer;
}

/** What of it a search needs. */
export type Catalogue = Pick<World, 'agencies' | 'availability' | 'clock' | 'prices' | 'recommender' | 'sql' | 'tariff'>;
