import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Sql } from '@ycyw/service/sql';
import { agencyVersions, bookingVersions, positionVersions } from '../data/versions.ts';
import { Watch } from './watch.ts';

/** What subscriptions follow: bookings by their ids, an agency's days by its code, and where bookings' cars are by the bookings' ids. */
export interface Feeds {
  bookings: Watch;
  agencies: Watch;
  positions: Watch;
}

export const feedsOf = (sql: Sql, clock: Clock, log: Logger, everyMs?: number): Feeds => ({
  bookings: new Watch((ids) => bookingVersions(sql, ids), log, everyMs),
  agencies: new Watch((codes) => agencyVersions(sql, codes, clock.now()), log, everyMs),
  positions: new Watch((ids) => positionVersions(sql, ids), log, everyMs),
});
