import { erasureReactions } from '@ycyw/service/erasure';
import { consume } from '@ycyw/service/inbox';
import { startRelay } from '@ycyw/service/outbox';
import { run } from '@ycyw/service/run';
import { serve } from '@ycyw/service/serve';
import { config } from './config.ts';
import { erasePerson } from './data/personal.ts';
import { graph } from '@ycyw/service/graph';
import { post } from '@ycyw/service/mail/smtp';
import { startMailRoom } from './mail/worker.ts';
import { openOffice, schema } from './office.ts';
import { reactions } from './reactions.ts';

await run(config, async ({ clock, log, transport }) => {
  const { NOTIFICATIONS_DATABASE_URL, SMTP_URL, MAIL_FROM, PUBLIC_URL, ROUTER_URL } = config.own;
  const { name, port, host, internalKey } = config;
  const { close, ...office } = await openOffice(NOTIFICATIONS_DATABASE_URL, clock, log);
  const { db, belfry } = office;
  const mails = startMailRoom({
    db,
    clock,
    log,
    belfry,
    ask: graph(name, ROUTER_URL, internalKey),
    post: post(SMTP_URL, MAIL_FROM),
    publicUrl: PUBLIC_URL,
  });
  const relay = startRelay(name, db, transport, log);
  const all = { ...reactions, ...erasureReactions(erasePerson, clock) };
  await consume(name, ['booking', 'support', 'identity'], transport, db, all, log);
  const server = await serve({
    name,
    port,
    host,
    internalKey,
    schema,
    context: (scope) => ({ ...scope, ...office }),
    ready: async () => db.$queryRaw`SELECT 1`,
    log,
  });
  return [() => server.stop(), () => mails.stop(), () => relay.stop(), close];
});
