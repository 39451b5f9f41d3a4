import { hkdfSync } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Language } from '@ycyw/service/language';
import { logger } from '@ycyw/service/log';
import { listen } from '@ycyw/service/listener';
import { postgres } from '@ycyw/service/postgres';
import type { Route } from '@ycyw/service/serve';
import { subgraphSchema } from '@ycyw/service/schema';
import { aScope } from '@ycyw/service/testing/scope';
import { testDatabase } from '@ycyw/service/testing/database';
import { testVault } from '@ycyw/service/testing/vault';
import type { Viewer } from '@ycyw/service/viewer';
import { graphql, type GraphQLFormattedError } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import { start as startSimulator } from '../../../local/stripe/simulator.ts';
import { startObjects } from '../../../local/objects/store.ts';
import { Purchases } from '../src/actions/cashback/purchases.ts';
import { Merchants } from '../src/data/cashback/merchant.ts';
import { merchantWebhook } from '../src/payments/merchantWebhook.ts';
import { paymentStates } from '../src/data/payment.ts';
import { PriceTables } from '../src/actions/priceTable.ts';
import { Recommender } from '../src/actions/recommendation/recommender.ts';
import type { World } from '../src/actions/world.ts';
import { Agencies } from '../src/data/agency.ts';
import { Availability } from '../src/data/availability.ts';
import { readSellers } from '../src/data/billing/sellers.ts';
import { connect } from './database.ts';
import { ClassRatings } from '../src/data/review/tally.ts';
import { readTariff } from '../src/data/tariff.ts';
import type { Carrier } from '../src/carriers/carrier.ts';
import { feedsOf } from '../src/live/feeds.ts';
import { contextOf } from '../src/graphql/context.ts';
import { resolversWith } from '../src/graphql/resolvers.ts';
import { objectsAt } from '@ycyw/service/files/objects';
import { stripeAt } from '../src/payments/stripe.ts';
import { stripeEvents } from '../src/payments/stripeEvents.ts';
import { stripeWebhook } from '../src/payments/webhook.ts';
import { reactions } from '../src/reactions.ts';

const bucket = { bucket: 'photos', keyId: 'tests', secret: 'a secret of the tests' };
const keys = { secretKey: 'sk_test_booking', publishableKey: 'pk_test_booking', webhookSecret: 'whsec_booking_tests' };
export const schema = subgraphSchema(
  new URL('../schema.graphql', import.meta.url),
  resolversWith({ publishableKey: keys.publishableKey, scriptUrl: 'x' }),
);

export const claire: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000001', role: 'CUSTOMER', region: 'EU' };
export const sam: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000002', role: 'CUSTOMER', region: 'UK' };
export const marie: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000003', role: 'AGENT', region: 'EU' };

export const ada: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000006', role: 'ADMIN', region: 'US' };
const everyScope = ['offers:read', 'bookings:read', 'bookings:write', 'customers:read', 'merchants:write'];
/** A partner's key, live, with every scope there is. */
export const liveKey: Partial<Viewer> = {
  id: '019a0000-0000-7000-8000-000000000007',
  role: 'PARTNER',
  region: 'EU',
  sessionId: '019a0000-0000-7000-8000-0000000000a1',
  scopes: new Set(everyScope),
};
/** The same partner's key for trying things out. */
export const testKey: Partial<Viewer> = { ...liveKey, sessionId: '019a0000-0000-7000-8000-0000000000a2', test: true };
export const without = (key: Partial<Viewer>, scope: string): Partial<Viewer> => ({
  ...key,
  scopes: new Set(everyScope.filter((each) => each !== scope)),
});

/** A row the way a client reads it; tests name only the fields they ask for. */
export interface Answer<Data> {
  data: Data;
  errors: readonly GraphQLFormattedError[];
  code: unknown;
}

/** An agency. */
export type Place = [code: string, country: string, region: string, timeZone: string, currency: string, subdivision?: string];

/**
 * The booking subgraph on its own database with the payment simulator beside it, its webhooks on a real socket, and a
 * clock that the test moves. Agencies: CDG and LYS (Paris time), LHR, JFK, and `places`; units as `stock` says, e.g. { 'CDG EDMV': 1 }.
 * Without `webhooks` the simulator tells nothing by itself.
 */
export async function openAgency(
  stock: Record<string, number>,
  {
    folder,
    places = [],
    webhooks = true,
    carriers = [],
  }: { folder?: URL; places?: readonly Place[]; webhooks?: boolean; carriers?: Carrier[] } = {},
) {
  const database = await testDatabase('booking');
  const { vault, drop: dropVault } = await testVault();
  const db = connect(database.url);
  const sql = postgres(database.url, 20, () => undefined, { strict: true });
  const copies = postgres(database.url, 1, () => undefined);
  const agencies = new Agencies(copies);
  let now = new Date('2026-06-01T08:00:00Z');

  const open: { hook?: Route; merchants?: Route } = {};
  const hooks = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const route = request.url === '/webhooks/merchants' ? open.merchants : open.hook;
    Promise.resolve(route?.(request, response)).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  const hookUrl = `http://127.0.0.1:${String((hooks.address() as AddressInfo).port)}/webhooks/stripe`;
  const simulator = await startSimulator(
    { port: 0, ...keys, webhookUrls: webhooks ? [hookUrl] : [], webhookEvents: null, stateFile: undefined, latencyMs: 0 },
    () => now.getTime(),
  );
  const stripeBase = `http://127.0.0.1:${String(simulator.port)}`;
  const objects = await mkdtemp(path.join(tmpdir(), 'objects-'));
  const store = await startObjects({ port: 0, folder: objects, ...bucket });
  const objectsAs = (other: { secret?: string }) =>
    objectsAt({ url: `http://127.0.0.1:${String(store.port)}`, region: 'us-east-1', ...bucket, ...other });
  const tariff = readTariff({ ...(folder && { folder }), exchangeMaxAgeDays: 3650, warn: () => undefined });
  const clock = { now: () => new Date(now) };
  const merchants = new Merchants(sql, vault);
  const listener = await listen(database.url, 'merchant', merchants, logger('booking', 'silent'));
  const opened: World = {
    sql,
    paymentStates: paymentStates(sql),
    vault,
    agencies,
    merchants,
    clock,
    availability: new Availability(sql, clock),
    log: logger('booking', 'silent'),
    carriers,
    feeds: feedsOf(sql, clock, logger('booking', 'silent'), 20),
    region: 'EU',
    stripe: stripeAt(stripeBase, keys.secretKey),
    objects: objectsAs({}),
    tariff,
    sellers: readSellers(),
    prices: new PriceTables(tariff),
    classRatings: new ClassRatings(sql),
    recommender: new Recommender(sql, clock),
    signingKey: Buffer.from(hkdfSync('sha256', 'tests', '', 'booking', 32)),
  };
  const events = stripeEvents(opened, 0);
  open.hook = stripeWebhook(opened, events, [keys.webhookSecret]);
  const purchases = new Purchases(opened);
  open.merchants = merchantWebhook(opened, purchases);

  const react = reactions(agencies, opened.clock);
  const event = (type: keyof typeof react, payload: Record<string, unknown>): Promise<void> =>
    sql.$transaction((tx) => {
      const [reaction, told] = [react[type], { id: uuidv7(), type, occurredAt: now.toISOString(), payload }];
      return typeof reaction === 'function' ? reaction(tx, told) : reaction.all(tx, [told]);
    });
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '06:00', closes: '23:30' }));
  const place = (...[code, country, region, timeZone, currency, subdivision]: Place) =>
    event('fleet.agency.changed', {
      ...{ code, name: code, city: code, country, region, timeZone, currency, subdivision },
      ...{ latitude: 49, longitude: 2.5, openingHours: hours, active: true, version: 1 },
    });
  await place('CDG', 'FR', 'EU', 'Europe/Paris', 'EUR');
  await place('LYS', 'FR', 'EU', 'Europe/Paris', 'EUR');
  await place('LHR', 'GB', 'UK', 'Europe/London', 'GBP');
  await place('JFK', 'US', 'US', 'America/New_York', 'USD', 'New York');
  for (const each of places) await place(...each);
  const units = new Map<string, string[]>();
  for (const [where, count] of Object.entries(stock)) {
    const [agency = '', acriss = ''] = where.split(' ');
    const vehicles = Array.from({ length: count }, () => ({ id: uuidv7(), acriss, agency, version: 1 }));
    units.set(
      where,
      vehicles.map(({ id }) => id),
    );
    await event('fleet.vehicles.changed', { agency, vehicles });
  }

  const ask = <Data>(
    viewer: Partial<Viewer>,
    source: string,
    variables: Record<string, unknown> = {},
    language: Language = 'fr',
  ): Promise<Answer<Data>> => askOf(opened, viewer, source, variables, language);

  /** Asks another process of the same subgraph. */
  async function askOf<Data>(
    world: World,
    viewer: Partial<Viewer>,
    source: string,
    variables: Record<string, unknown> = {},
    language: Language = 'fr',
  ): Promise<Answer<Data>> {
    const contextValue = contextOf(world)(aScope(viewer, { language }));
    const { data, errors = [] } = await graphql({ schema, source, variableValues: variables, contextValue });
    return { data: data as Data, errors: errors.map((error) => error.toJSON()), code: errors[0]?.extensions['code'] };
  }

  const post = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(`${stripeBase}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.publishableKey}` },
      body: new URLSearchParams({ key: keys.publishableKey, ...form }),
    });

  /** What the card form does in the browser: confirms a payment or the saving of a card. */
  async function pay(clientSecret: string, card = 'pm_card_visa'): Promise<number> {
    const intent = clientSecret.split('_secret_')[0] ?? '';
    const kind = intent.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
    return (await post(`/v1/${kind}/${intent}/confirm`, { client_secret: clientSecret, payment_method: card })).status;
  }

  /** The same, and the cardholder says yes where the bank asks. */
  async function confirm(clientSecret: string, card = 'pm_card_visa'): Promise<void> {
    await pay(clientSecret, card);
    await post('/simulator/challenge', { client_secret: clientSecret, outcome: 'approve' });
  }

  /** What the audit trail is told of a booking. */
  const actsOn = async (bookingId: string): Promise<Record<string, unknown>[]> => {
    const rows = await db.outbox.findMany({ where: { type: 'booking.act.audited' }, orderBy: { position: 'asc' } });
    return rows.map(({ payload }) => payload as Record<string, unknown>).filter(({ subjectId }) => subjectId === bookingId);
  };

  return {
    actsOn,
    event,
    world: opened,
    events,
    db,
    hookUrl,
    purchases,
    stripeBase,
    objectsAs,
    /** Where the objects of the store lie. */
    objects: path.join(objects, bucket.bucket),
    keys,
    url: database.url,
    ask,
    askOf,
    pay,
    confirm,
    units,
    moveTo: (at: string) => {
      now = new Date(at);
    },
    /** The bank lets go what nobody captured in time. */
    endHolds: simulator.sweep,
    close: async () => {
      await simulator.close();
      await store.stop();
      await rm(objects, { recursive: true });
      hooks.closeAllConnections();
      await new Promise((resolve) => hooks.close(resolve));
      await events.settled();
      await purchases.settled();
      await listener.stop();
      await db.$disconnect();
      await Promise.all([copies.end(), sql.end()]);
      await database.drop();
      await dropVault();
    },
  };
}

export type House = Awaited<ReturnType<typeof openAgency>>;

/** Waits for what a webhook causes. */
export async function eventually<Value>(look: () => Promise<Value>, done: (value: Value) => boolean): Promise<Value> {
  const until = Date.now() + 45_000;
  for (;;) {
    const value = await look();
    if (done(value)) return value;
    if (Date.now() > until) throw new Error(`not in time: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
