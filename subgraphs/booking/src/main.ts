import { hkdfSync } from 'node:crypto';
import { erasureReactions } from '@ycyw/service/erasure';
import { listen } from '@ycyw/service/listener';
import { consume } from '@ycyw/service/inbox';
import { startRelay } from '@ycyw/service/outbox';
import { postgres } from '@ycyw/service/postgres';
import { run } from '@ycyw/service/run';
import { subgraphSchema } from '@ycyw/service/schema';
import { serve } from '@ycyw/service/serve';
import { openVault } from '@ycyw/service/vaultConfig';
import { Purchases } from './actions/cashback/purchases.ts';
import { PriceTables } from './actions/priceTable.ts';
import { Recommender, startRecommender } from './actions/recommendation/recommender.ts';
import type { World } from './actions/world.ts';
import { config } from './config.ts';
import { Agencies } from './data/agency.ts';
import { Availability } from './data/availability.ts';
import { readSellers } from './data/billing/sellers.ts';
import { Merchants } from './data/cashback/merchant.ts';
import { noteErasure } from './data/erasure.ts';
import { paymentStates } from './data/payment.ts';
import { ClassRatings } from './data/review/tally.ts';
import { carriersOf } from './carriers/open.ts';
import { carrierRoutes } from './carriers/webhook.ts';
import { readTariff } from './data/tariff.ts';
import { Answers } from './graphql/answers.ts';
import { contextOf } from './graphql/context.ts';
import { resolversWith } from './graphql/resolvers.ts';
import { metrics } from './metrics.ts';
import { feedsOf } from './live/feeds.ts';
import { documentRoute } from './papers/route.ts';
import { merchantWebhook } from './payments/merchantWebhook.ts';
import { stripeAt } from './payments/stripe.ts';
import { startReconciler } from './payments/reconciler.ts';
import { stripeEvents } from './payments/stripeEvents.ts';
import { stripeWebhook } from './payments/webhook.ts';
import { objectsAt } from '@ycyw/service/files/objects';
import { photoRoutes } from './photos/route.ts';
import { reactions } from './reactions.ts';
import { startSweeper } from './sweeper.ts';

const { own, name, port, host, internalKey, region } = config;

await run(config, async ({ clock, log, transport }) => {
  const broke = (error: Error): void => {
    log.warn({ err: error }, 'a connection to the database broke');
  };
  const sql = postgres(own.BOOKING_DATABASE_URL, 12, broke);
  const { vault, close: closeVault } = openVault(own, (error) => {
    log.warn({ err: error }, 'a connection to the keys broke');
  });
  // Asked within transactions too, which may hold every connection that there is.
  const copies = postgres(own.BOOKING_DATABASE_URL, 1, broke);
  const agencies = new Agencies(copies);
  const tariff = readTariff({
    ratesFile: own.EXCHANGE_RATES_FILE,
    exchangeMaxAgeDays: own.EXCHANGE_MAX_AGE_DAYS,
    warn: (error) => {
      log.warn({ err: error }, 'EXCHANGE_RATES_FILE cannot be read: prices keep the rates before it');
    },
  });
  const merchants = new Merchants(sql, vault);
  const listener = await listen(own.BOOKING_DATABASE_URL, 'merchant', merchants, log);
  const world: World = {
    sql,
    paymentStates: paymentStates(sql),
    vault,
    clock,
    log,
    region,
    agencies,
    merchants,
    stripe: stripeAt(own.STRIPE_API_BASE, own.STRIPE_SECRET_KEY),
    availability: new Availability(sql, clock),
    objects: objectsAt({
      url: own.BOOKING_OBJECTS_URL,
      bucket: own.BOOKING_OBJECTS_BUCKET,
      region: own.BOOKING_OBJECTS_REGION,
      keyId: own.BOOKING_OBJECTS_KEY_ID,
      secret: own.BOOKING_OBJECTS_SECRET,
    }),
    tariff,
    sellers: readSellers(),
    prices: new PriceTables(tariff),
    classRatings: new ClassRatings(sql),
    carriers: carriersOf(own),
    feeds: feedsOf(sql, clock, log),
    recommender: new Recommender(sql, clock),
    signingKey: Buffer.from(hkdfSync('sha256', internalKey, '', 'booking signatures', 32)),
  };
  const relay = startRelay(name, sql, transport, log);
  await consume(
    name,
    ['fleet', 'identity'],
    transport,
    sql,
    { ...reactions(agencies, clock), ...erasureReactions(noteErasure, clock) },
    log,
  );
  const events = stripeEvents(world);
  const purchases = new Purchases(world);
  const sweeper = startSweeper(world, events);
  const reconciler = startReconciler(world);
  const recommender = startRecommender(world.recommender, log);
  const schema = subgraphSchema(
    new URL('../schema.graphql', import.meta.url),
    resolversWith({ publishableKey: own.STRIPE_PUBLISHABLE_KEY, scriptUrl: own.STRIPE_JS_URL }),
  );
  const answers = new Answers(schema);
  const server = await serve({
    name,
    port,
    host,
    internalKey,
    log,
    schema,
    answers: (asked, context) => answers.answer(asked, context),
    context: contextOf(world),
    routes: {
      'POST /webhooks/stripe': stripeWebhook(world, events, own.STRIPE_WEBHOOK_SECRET),
      ...carrierRoutes(world),
      ...photoRoutes(world),
      'GET /documents': documentRoute(world),
      'POST /webhooks/merchants': merchantWebhook(world, purchases),
      'GET /metrics': metrics(world.availability, answers),
    },
    ready: () => Promise.all([sql.$queryRaw`SELECT 1`, agencies.regions()]),
  });
  return [
    () => server.stop(),
    () => sweeper.stop(),
    () => reconciler.stop(),
    () => recommender.stop(),
    () => events.settled(),
    () => purchases.settled(),
    () => listener.stop(),
    () => relay.stop(),
    () => copies.end(),
    () => sql.end(),
    closeVault,
  ];
});
