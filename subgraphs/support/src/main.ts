import { hkdfSync } from 'node:crypto';
import { erasureReactions } from '@ycyw/service/erasure';
import { objectsAt } from '@ycyw/service/files/objects';
import { graph } from '@ycyw/service/graph';
import { consume } from '@ycyw/service/inbox';
import { post } from '@ycyw/service/mail/smtp';
import { startRelay } from '@ycyw/service/outbox';
import { run } from '@ycyw/service/run';
import { serve } from '@ycyw/service/serve';
import { openVault } from '@ycyw/service/vaultConfig';
import { calls, config } from './config.ts';
import { openDesk, schema } from './desk.ts';
import { erasePerson } from './actions/erasePerson.ts';
import { clamdAt } from './files/clamd.ts';
import { attachmentRoutes } from './files/route.ts';
import { articles } from './faq/articles.ts';
import { keepArticles } from './data/faq.ts';
import { inboundRoute } from './mail/inbound.ts';
import type { MailRoom } from './mail/room.ts';
import { startMailRoom } from './mail/send.ts';
import { reactions } from './reactions.ts';
import { startSweeper } from './sweeper.ts';
import { openTranslator } from './translator/open.ts';

await run(config, async ({ clock, log, transport }) => {
  const { vault, close: closeVault } = openVault(config.own, (error) => {
    log.warn({ err: error }, 'a connection to the keys broke');
  });
  const { own } = config;
  if (!own.CLAMD_URL) log.warn('CLAMD_URL is not set: nobody looks for malware in attachments');
  const files = {
    objects: objectsAt({
      url: own.SUPPORT_OBJECTS_URL,
      bucket: own.SUPPORT_OBJECTS_BUCKET,
      region: own.SUPPORT_OBJECTS_REGION,
      keyId: own.SUPPORT_OBJECTS_KEY_ID,
      secret: own.SUPPORT_OBJECTS_SECRET,
    }),
    signingKey: Buffer.from(hkdfSync('sha256', config.internalKey, '', 'support signatures', 32)),
    scanner: own.CLAMD_URL ? clamdAt(own.CLAMD_URL) : null,
  };
  const { close, ...desk } = await openDesk({
    databaseUrl: own.SUPPORT_DATABASE_URL,
    vault,
    clock,
    calls,
    log,
    files,
    translator: openTranslator(own, log),
  });
  const { SMTP_URL, MAIL_FROM, PUBLIC_URL, ROUTER_URL, SUPPORT_ADDRESS, MAIL_INBOUND_SECRET, MAIL_AUTHSERV_ID } = own;
  const room: MailRoom = {
    desk,
    log,
    ask: graph('support', ROUTER_URL, config.internalKey),
    post: post(SMTP_URL, MAIL_FROM),
    address: SUPPORT_ADDRESS,
    authservId: MAIL_AUTHSERV_ID,
    secrets: MAIL_INBOUND_SECRET,
    region: config.region,
    publicUrl: PUBLIC_URL,
  };
  await keepArticles(desk.sql, articles);
  const mails = startMailRoom(room);
  const relay = startRelay('support', desk.sql, transport, log);
  await consume('support', ['booking', 'identity'], transport, desk.sql, { ...reactions, ...erasureReactions(erasePerson, clock) }, log);
  const sweeper = startSweeper(desk, log);
  const { name, port, host, internalKey } = config;
  const server = await serve({
    name,
    port,
    host,
    internalKey,
    schema,
    context: (scope) => ({ ...scope, ...desk }),
    routes: { 'POST /mail/inbound': inboundRoute(room), ...attachmentRoutes(desk) },
    ready: async () => desk.sql.$queryRaw`SELECT 1`,
    log,
  });
  return [() => server.stop(), () => relay.stop(), () => sweeper.stop(), () => mails.stop(), close, closeVault];
});
