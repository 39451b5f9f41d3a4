import { systemClock } from '@ycyw/service/clock';
import { graph } from '@ycyw/service/graph';
import { consume } from '@ycyw/service/inbox';
import { keyRing } from '@ycyw/service/keyRing';
import { startRelay } from '@ycyw/service/outbox';
import { postgres } from '@ycyw/service/postgres';
import { run } from '@ycyw/service/run';
import { serve } from '@ycyw/service/serve';
import { vault as openVault } from '@ycyw/service/vault';
import { aside } from './aside.ts';
import { config } from './config.ts';
import { deriveKeys } from './crypto/derived-keys.ts';
import { connect } from './data/database.ts';
import { endedSessionsRoute } from './ended-sessions.ts';
import { erasureReactions, workOnErasures } from './erasure.ts';
import { contextWith, type Means } from './graphql/context.ts';
import { identitySchema } from './graphql/resolvers.ts';
import { jwksRoute } from './jwks.ts';
import { smtp } from './mail/smtp.ts';
import { startMailWorker } from './mail/worker.ts';
import { startRounds } from './rounds.ts';
import { signer } from './signer.ts';
import { startUpkeep } from './upkeep.ts';

await run(config, async ({ log, transport }) => {
  const { IDENTITY_DATABASE_URL, KEYS_DATABASE_URL, KEY_RING, ROUTER_URL, SMTP_URL, MAIL_FROM, PUBLIC_URL: publicUrl } = config.own;
  const clock = systemClock;
  const db = connect(IDENTITY_DATABASE_URL);
  const keyStore = postgres(KEYS_DATABASE_URL, 5, (error) => {
    log.warn({ err: error }, 'a connection to the key store broke');
  });
  const vault = openVault(keyStore, keyRing(KEY_RING));
  const ask = graph(config.name, ROUTER_URL, config.internalKey);
  const keys = deriveKeys(config.internalKey);
  const relay = startRelay('identity', db, transport, log);
  const post = smtp(SMTP_URL, MAIL_FROM);
  const mails = startMailWorker(db, post.send, publicUrl, clock, log);
  const erasures = startRounds('erasure', () => workOnErasures({ db, vault, send: post.send, publicUrl, clock, log }), log);
  await consume(config.name, ['fleet', 'booking', 'support', 'notifications'], transport, db, erasureReactions, log);
  const upkeep = startUpkeep(db, clock, log);
  const later = aside(log);
  const means: Means = {
    db,
    clock,
    keys,
    signer: signer(db, keys.signing, clock),
    aside: later,
    vault,
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
    () => {
      upkeep.stop();
      post.close();
      return Promise.resolve();
    },
    () => relay.stop(),
    () => db.$disconnect(),
    () => keyStore.end(),
  ];
});
