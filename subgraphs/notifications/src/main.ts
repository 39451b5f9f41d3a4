import { consume } from '@ycyw/service/inbox';
import { run } from '@ycyw/service/run';
import { serve } from '@ycyw/service/serve';
import { config } from './config.ts';
import { graph } from './mail/graph.ts';
import { post } from './mail/smtp.ts';
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
    ask: graph(ROUTER_URL, internalKey),
    post: post(SMTP_URL, MAIL_FROM),
    publicUrl: PUBLIC_URL,
  });
  await consume('notifications', ['booking', 'support'], transport, db, reactions, log);
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
  return [() => server.stop(), () => mails.stop(), close];
});
