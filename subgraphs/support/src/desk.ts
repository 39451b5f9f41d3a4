import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Vault } from '@ycyw/service/vault';
import { subgraphSchema } from '@ycyw/service/schema';
import { connect } from './data/database.ts';
import { listen } from '@ycyw/service/listener';
import { channel, noticeOf } from './data/notice.ts';
import type { Desk } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { Belfry } from './live/bell.ts';
import { loaders } from './loaders.ts';
import { owners } from './owners.ts';

export const schema = subgraphSchema(new URL('../schema.graphql', import.meta.url), resolvers);

/** What one process of support holds: its database, and the one connection that hears what the others did. */
export async function openDesk(databaseUrl: string, vault: Vault, clock: Clock, log: Logger): Promise<Desk & { close(): Promise<void> }> {
  const db = connect(databaseUrl);
  const found = loaders(db, vault);
  const belfry = new Belfry();
  const ear = {
    heard: (payload: string): void => {
      const notice = noticeOf(payload);
      if (notice) belfry.ring(notice);
    },
    missed: (seconds: number): void => {
      belfry.ring({ seconds });
    },
  };
  const listener = await listen(databaseUrl, channel, ear, log);
  return {
    db,
    vault,
    clock,
    belfry,
    loaders: found,
    ownerOf: owners(found.conversation),
    close: async () => {
      await listener.stop();
      await db.$disconnect();
    },
  };
}
