import { systemClock } from '@ycyw/service/clock';
import { graph } from '@ycyw/service/graph';
import { consume } from '@ycyw/service/inbox';
import { startRelay } from '@ycyw/service/outbox';
import { postgres } from '@ycyw/service/postgres';
import { run } from '@ycyw/service/run';
import { serve } from '@ycyw/service/serve';
import { openVault } from '@ycyw/service/vaultConfig';
import { apiKeysRoute } from './api-keys.ts';
import { aside } from './aside.ts';
import { config } from './config.ts';
import { deriveKeys } from './crypto/derived-keys.ts';
import { connect } from './data/database.ts';
import { endedSessionsRoute } from './ended-sessions.ts';
import { erasureReactions, workOnErasures } from './erasure.ts';
import { exportsRoute } from './export/route.ts';
import { workOnExports } from './export/worker.ts';
import { contextWith, type Means } from './graphql/context.ts';
import { identitySchema } from './graphql/resolvers.ts';
import { jwksRoute } from './jwks.ts';
import { smtp } from './mail/smtp.ts';
import { startMailWorker } from './mail/worker.ts';
import { auditedDomains, auditReactions } from './reactions.ts';
import { startRounds } from './rounds.ts';
import { signer } from './signer.ts';
import { startUpkeep } from './upkeep.ts';

await run(config, async ({ log, transport }) => {
  const { IDENTITY_DATABASE_URL, ROUTER_URL, SMTP_URL, MAIL_FROM, PUBLIC_URL: publicUrl } = config.own;
  const clock = systemClock;
  const db = connect(IDENTITY_DATABASE_URL);
  const sql = postgres(IDENTITY_DATABASE_URL, 3, (error) => {
    log.warn({ err: error }, 'a connection to the database broke');
  });
  const { vault, close: closeVault } = openVault(config.own, (error) => {
    log.warn({ err: error }, 'a connection to the keys broke');
  });
  const ask = graph(config.name, ROUTER_URL, config.internalKey);
  const keys = deriveKeys(config.internalKey);
  const relay = startRelay('identity', sql, transport, log);
  const post = smtp(SMTP_URL, MAIL_FROM);
  const mails = startMailWorker({ db, vault, publicUrl, send: post.send }, clock, log);
  const erasures = startRounds('erasure', () => workOnErasures({ db, vault, send: post.send, publicUrl, clock, log }), log);
  const exports = startRounds('export', () => workOnExports({ db, vault, ask, clock, log }), log);
  await consume(config.name, auditedDomains, transport, sql, { ...erasureReactions, ...auditReactions(vault.blindIndex) }, log);
  const upkeep = startUpkeep({ db, vault }, clock, log);
  const later = aside(log);
  const means: Means = {
    db,
    clock,
    vault,
    keys,
    signer: signer(db, keys.signing, clock),
    aside: later,
    ask,
    publicUrl,
    wakeMail: mails.wake,
  };
  const server = await serve({
    name: config.name,
    port: config.port,
    host: config.host,
    internalKey: config.internalKey,
    schema: identitySchema(),
    context: contextWith(means),
    routes: {
      'GET /.well-known/jwks.json': jwksRoute(means.signer),
      'POST /api-keys': apiKeysRoute({ db, clock, aside: later, internalKey: config.internalKey }),
      'GET /exports': exportsRoute(means),
      'GET /ended-sessions': endedSessionsRoute({ db, clock, internalKey: config.internalKey }),
    },
    ready: () => db.$queryRaw`SELECT 1`,
    log,
  });
  return [
    () => server.stop(),
    () => later.settled(),
    () => mails.stop(),
    () => erasures.stop(),
    () => exports.stop(),
    () => {
      upkeep.stop();
      post.close();
      return Promise.resolve();
    },
    () => relay.stop(),
    () => db.$disconnect(),
    () => sql.end(),
    closeVault,
  ];
});
