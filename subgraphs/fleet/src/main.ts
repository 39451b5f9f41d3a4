import { systemClock } from '@ycyw/service/clock';
import { erasureReactions } from '@ycyw/service/erasure';
import { consume } from '@ycyw/service/inbox';
import { startRelay } from '@ycyw/service/outbox';
import { postgres } from '@ycyw/service/postgres';
import { run } from '@ycyw/service/run';
import { subgraphSchema } from '@ycyw/service/schema';
import { serve } from '@ycyw/service/serve';
import { decodeLocally } from './acriss/decoding.ts';
import { rememberingAcriss } from './acriss/remembered.ts';
import { askAcriss } from './acriss/service.ts';
import { fleetConfig } from './config.ts';
import { openDatabase } from './data/database.ts';
import { directoryOf } from './data/directory.ts';
import { erasePerson } from './data/personal.ts';
import { fleetContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { reactions } from './reactions.ts';
import { startSweeper } from './sweeper.ts';

const config = fleetConfig();

await run(config, async ({ clock, log, transport }) => {
  const db = openDatabase(config.databaseUrl);
  const ready = () => db.agency.findFirst({ select: { code: true } });
  await ready();
  const sql = postgres(config.databaseUrl, 3, (error) => {
    log.warn({ err: error }, 'a connection to the database broke');
  });
  const relay = startRelay(config.name, sql, transport, log);
  await consume(
    config.name,
    ['booking', 'identity'],
    transport,
    sql,
    { ...reactions(clock, log), ...erasureReactions(erasePerson, clock) },
    log,
  );
  // How long an answer of another's is good is measured in real time.
  const decode = config.acriss ? rememberingAcriss(askAcriss(config.acriss), systemClock, log) : decodeLocally;
  const sweeper = startSweeper(sql, clock, log);
  const directory = directoryOf(db);
  const server = await serve({
    name: config.name,
    port: config.port,
    host: config.host,
    internalKey: config.internalKey,
    schema: subgraphSchema(new URL('../schema.graphql', import.meta.url), resolvers),
    context: (scope) => fleetContext(scope, db, clock, decode, directory),
    ready,
    log,
  });
  return [() => server.stop(), () => sweeper.stop(), () => relay.stop(), () => sql.end(), () => db.$disconnect()];
});
