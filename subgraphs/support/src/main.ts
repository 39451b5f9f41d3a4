import { erasureReactions } from '@ycyw/service/erasure';
import { consume } from '@ycyw/service/inbox';
import { startRelay } from '@ycyw/service/outbox';
import { postgres } from '@ycyw/service/postgres';
import { run } from '@ycyw/service/run';
import { serve } from '@ycyw/service/serve';
import { openVault } from '@ycyw/service/vaultConfig';
import { config } from './config.ts';
import { openDesk, schema } from './desk.ts';
import { erasePerson } from './erasePerson.ts';
import { reactions } from './reactions.ts';

await run(config, async ({ clock, log, transport }) => {
  const { vault, close: closeVault } = openVault(config.own, (error) => {
    log.warn({ err: error }, 'a connection to the keys broke');
  });
  const { close, ...desk } = await openDesk(config.own.SUPPORT_DATABASE_URL, vault, clock, log);
  const sql = postgres(config.own.SUPPORT_DATABASE_URL, 3, (error) => {
    log.warn({ err: error }, 'a connection to the database broke');
  });
  const relay = startRelay('support', sql, transport, log);
  await consume('support', ['booking', 'identity'], transport, sql, { ...reactions, ...erasureReactions(erasePerson, clock) }, log);
  const { name, port, host, internalKey } = config;
  const server = await serve({
    name,
    port,
    host,
    internalKey,
    schema,
    context: (scope) => ({ ...scope, ...desk }),
    ready: async () => desk.db.$queryRaw`SELECT 1`,
    log,
  });
  return [() => server.stop(), () => relay.stop(), () => sql.end(), close, closeVault];
});
