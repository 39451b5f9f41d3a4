import type { Clock } from '@ycyw/service/clock';
import { listen } from '@ycyw/service/listener';
import type { Logger } from '@ycyw/service/log';
import { postgres } from '@ycyw/service/postgres';
import { subgraphSchema } from '@ycyw/service/schema';
import type { Vault } from '@ycyw/service/vault';
import type { CallMeans, Desk, Files } from './actions/desk.ts';
import DataLoader from 'dataloader';
import { translating } from './actions/translate.ts';
import { channel, noticeOf } from './data/notice.ts';
import { resolvers } from './graphql/resolvers.ts';
import { Belfry } from './live/bell.ts';
import { QueueStandings } from './live/queueStandings.ts';
import { loaders } from './loaders.ts';
import { owners } from './owners.ts';
import type { Translator } from './translator/translator.ts';

export const schema = subgraphSchema(new URL('../schema.graphql', import.meta.url), resolvers);

export interface Means {
  databaseUrl: string;
  vault: Vault;
  clock: Clock;
  /** Without a relay, when left out. */
  calls?: CallMeans;
  log: Logger;
  files: Files;
  /** None: messages are not translated. */
  translator?: Translator | null;
  /** How long who reads waits for a translation, in ms; as `translating` has it, when left out. */
  patienceMs?: number | undefined;
  /** As in tests: a statement beside its own transaction is refused. */
  strict?: boolean;
}

/** What one process of support holds: its database, and the one connection that hears what the others did. */
export async function openDesk({
  databaseUrl,
  vault,
  clock,
  calls = { turn: null, relayOnly: false },
  log,
  files,
  translator = null,
  patienceMs,
  strict = false,
}: Means): Promise<Desk & { close(): Promise<void> }> {
  const broke = (error: Error): void => {
    log.warn({ err: error }, 'a connection to the database broke');
  };
  const sql = postgres(databaseUrl, 10, broke, { strict });
  const found = loaders(sql, vault, clock);
  const { ownerOf, isContacts } = owners(found.conversation);
  const belfry = new Belfry();
  const queueStandings = new QueueStandings(belfry, found.standing, log);
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
    sql,
    vault,
    clock,
    calls,
    belfry,
    queueStandings,
    files,
    log,
    loaders: found,
    ownerOf,
    isContacts,
    translations: new DataLoader(translating({ sql, keys: found.key, ownerOf, translator, log, patienceMs }), {
      cache: false,
      maxBatchSize: 200,
    }),
    close: async () => {
      queueStandings.stop();
      await listener.stop();
      await sql.end();
    },
  };
}
