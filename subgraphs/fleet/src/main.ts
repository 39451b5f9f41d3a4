import { systemClock } from '@ycyw/service/clock';
import { erasureReactions } from '@ycyw/service/erasure';
import { consume } from '@ycyw/service/inbox';
import { startRelay } from '@ycyw/service/outbox';
import { run } from '@ycyw/service/run';
import { subgraphSchema } from '@ycyw/service/schema';
import { serve } from '@ycyw/service/serve';
import { decodeLocally } from './acriss/decoding.ts';
import { rememberingAcriss } from './acriss/remembered.ts';
import { askAcriss } from './acriss/service.ts';
import { fleetConfig } from './config.ts';
import { openDatabase } from './data/database.ts';
import { erasePerson } from './data/personal.ts';
import { fleetContext } from './graphql/context.ts';
import { reference } from './graphql/reference.ts';
import { resolvers } from './graphql/resolvers.ts';
import { reactions } from './reactions.ts';
import { startSweeper } from './sweeper.ts';

const config = fleetConfig();

await run(config, async ({ clock, log, transport }) => {
  const db = openDatabase(config.databaseUrl);
  const ready = () => db.agency.findFirst({ select: { code: true } });
  await ready();
  const relay = startRelay(config.name, db, transport, log);
  await consume(
    config.name,
    ['booking', 'identity'],
    transport,
    db,
    { ...reactions(clock, log), ...erasureReactions(erasePerson, clock) },
    log,
  );
  // How long an answer of another's is good is measured in real time.
  const decode = config.acriss ? rememberingAcriss(askAcriss(config.acriss), systemClock, log) : decodeLocally;
  const known = reference(db);
  const sweeper = startSweeper(db, clock, log);
  const server = await serve({
    name: config.name,
    port: config.port,
    host: config.host,
    internalKey: config.internalKey,
    schema: subgraphSchema(new URL('../schema.graphql', import.meta.url), resolvers),
    context: (scope) => fleetContext(scope, db, clock, decode, known),
    ready,
    log,
  });
  return [() => server.stop(), () => sweeper.stop(), () => relay.stop(), () => db.$disconnect()];
});
