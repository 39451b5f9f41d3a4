import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import { postgres } from '@ycyw/service/postgres';
import { subgraphSchema } from '@ycyw/service/schema';
import DataLoader from 'dataloader';
import { deliveriesOf, type Delivery } from './data/delivery.ts';
import { listen } from '@ycyw/service/listener';
import { channel } from './data/notification.ts';
import type { Office } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { Belfry } from './live/bell.ts';

export const schema = subgraphSchema(new URL('../schema.graphql', import.meta.url), resolvers);

/** What one process of notifications holds: its database, and the one connection that hears what the others did. */
export async function openOffice(databaseUrl: string, clock: Clock, log: Logger): Promise<Office & { close(): Promise<void> }> {
  const db = postgres(databaseUrl, 8, (error) => {
    log.warn({ err: error }, 'a connection to the database broke');
  });
  const belfry = new Belfry();
  const ear = {
    heard: (place: string): void => {
      belfry.ring(place);
    },
    missed: (): void => {
      belfry.ringAll();
    },
  };
  const listener = await listen(databaseUrl, channel, ear, log);
  const deliveries = new DataLoader(
    async (ids: readonly string[]): Promise<Delivery[][]> => {
      const rows = Map.groupBy(await deliveriesOf(db, [...new Set(ids)]), ({ notificationId }) => notificationId);
      return ids.map((id) => rows.get(id) ?? []);
    },
    { cache: false, maxBatchSize: 500 },
  );
  return {
    db,
    clock,
    belfry,
    deliveries,
    close: async () => {
      await listener.stop();
      await db.end();
    },
  };
}
