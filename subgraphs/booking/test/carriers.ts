import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Route } from '@ycyw/service/serve';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { simulateConvoyeurs } from '../../../local/carriers/convoyeurs.ts';
import type { Act, Detail } from '../../../local/carriers/drives.ts';
import { simulateNordlane } from '../../../local/carriers/nordlane.ts';
import type { SimulatedCarrier } from '../../../local/carriers/server.ts';
import { driveDeliveries } from '../src/actions/delivery/drive.ts';
import { withBreaker } from '../src/carriers/breaker.ts';
import type { Carrier } from '../src/carriers/carrier.ts';
import { convoyeurs } from '../src/carriers/convoyeurs.ts';
import { nordlane } from '../src/carriers/nordlane.ts';
import { carrierRoutes } from '../src/carriers/webhook.ts';
import { claire, eventually, openAgency, type House } from './agency.ts';
import { aDriver, createQuote, offerFor, stateOf, type BookOutcome } from './rental.ts';

export type CarrierName = 'nordlane' | 'convoyeurs';
const secrets = { token: 'nordlane-token', webhookSecret: 'nordlane-webhook-secret', user: 'ycyw', password: 'convoyeurs-password' };

/** How long a carrier's answer is waited for: not long where none will come, for as long as a slow machine takes where one will. */
function patienceWith(carrier: SimulatedCarrier): { readonly timeoutMs: number } {
  let timeoutMs = 10_000;
  const { trouble } = carrier;
  carrier.trouble = (kind) => {
    timeoutMs = kind === 'dead' ? 300 : 10_000;
    trouble(kind);
  };
  return {
    get timeoutMs() {
      return timeoutMs;
    },
  };
}

/** A house with two carriers, `first` asked first, their simulators in this process, and the webhooks on a real socket. */
export async function openCarriers(stock: Record<string, number>, first: CarrierName = 'nordlane') {
  let now = new Date('2026-06-01T08:00:00Z');
  let routes: Record<string, Route> = {};
  const hooks = createServer((request, response) => {
    void routes[`${request.method ?? ''} ${request.url ?? ''}`]?.(request, response);
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${String((hooks.address() as AddressInfo).port)}/webhooks/nordlane`;
  const clock = (): Date => now;
  const lane = await simulateNordlane({ port: 0, webhookUrl, ...secrets }, clock);
  const union = await simulateConvoyeurs({ port: 0, ...secrets }, clock);
  const atLane = Object.assign(patienceWith(lane), {
    url: lane.url,
    token: secrets.token,
    webhookSecrets: ['an-older-secret', secrets.webhookSecret],
  });
  const atUnion = Object.assign(patienceWith(union), { url: union.url, user: secrets.user, password: secrets.password });
  const carriers = (): Carrier[] => {
    const ways = [nordlane(atLane), convoyeurs(atUnion)].map((carrier) => withBreaker(carrier));
    return first === 'nordlane' ? ways : ways.toReversed();
  };
  const house = await openAgency(stock, { carriers: carriers() });
  /** The carriers' breakers closed: they rest for twenty seconds of real time. */
  const mend = (): void => {
    house.world.carriers = carriers();
    routes = carrierRoutes(house.world);
  };
  mend();
  const simulated: Record<CarrierName, SimulatedCarrier> = { nordlane: lane, convoyeurs: union };

  const moveTo = (at: string | Date): void => {
    now = new Date(at);
    house.moveTo(now.toISOString());
  };
  /** Lets time pass, and the sweep do what has come due, at once where an answer was awaited. */
  async function pass(seconds: number): Promise<void> {
    moveTo(new Date(now.getTime() + seconds * 1000));
    await sweep();
  }
  async function sweep(): Promise<void> {
    await house.db.$executeRaw`UPDATE delivery_attempt SET retry_at = NULL`;
    await driveDeliveries(house.world);
  }
  const attempts = (deliveryId: string) => house.db.deliveryAttempt.findMany({ where: { deliveryId }, orderBy: { number: 'asc' } });
  const current = async (deliveryId: string) => {
    const found = (await attempts(deliveryId)).at(-1);
    if (!found) throw new Error('no attempt');
    return found;
  };
  /** The carrier of the current attempt does something, and it is heard of. */
  async function act(deliveryId: string, what: Act, detail: Detail = {}): Promise<void> {
    const { carrier, id } = await current(deliveryId);
    if (carrier !== 'nordlane' && carrier !== 'convoyeurs') throw new Error('nobody is asked');
    await simulated[carrier].drives.act(id, what, detail);
    await pass(6);
  }
  const post = (body: string, headers: Record<string, string>): Promise<Response> => fetch(webhookUrl, { method: 'POST', body, headers });
  const events = async (): Promise<string[]> =>
    (await house.db.outbox.findMany({ where: { type: { startsWith: 'booking.delivery' } }, orderBy: { position: 'asc' } })).map(
      ({ type }) => type,
    );
  return {
    ...{ house, lane, union, simulated, mend, moveTo, pass, sweep, attempts, current, act, post, events },
    at: () => now,
    close: async () => {
      await Promise.all([lane.stop(), union.stop()]);
      hooks.closeAllConnections();
      await new Promise((resolve) => hooks.close(resolve));
      await house.close();
    },
  };
}

export type Yard = Awaited<ReturnType<typeof openCarriers>>;

/** Seven kilometres from CDG, as the tests have it. */
export const near = { latitude: 49.05, longitude: 2.45 };
export const aPlace = (more: Record<string, unknown> = {}) => ({
  address: { line1: '8 rue des Lilas', city: 'Roissy', postalCode: '95700', country: 'FR' },
  point: near,
  instructions: 'Sonner deux fois',
  ...more,
});

export const bookPlaces = (house: House, viewer: Partial<Viewer>, quoteId: string, places: Record<string, unknown>) =>
  house.ask<{ bookQuote: BookOutcome }>(
    viewer,
    `mutation ($input: BookQuoteInput!) { bookQuote(input: $input) { __typename
      ... on BookQuoteSuccess { booking { id reference state } payment { clientSecret amount { minor } } guestToken } } }`,
    { input: { quoteId, driver: aDriver(), idempotencyKey: uuidv7(), ...places } },
  );

/** A booking that is not paid, whose car is to be brought to the renter, and the delivery's id. */
export async function aHeldDelivery({ house }: Pick<Yard, 'house'>, viewer: Partial<Viewer> = claire, legs = ['delivery']) {
  const points = Object.fromEntries(legs.map((leg) => [leg, near]));
  const offer = await offerFor(house);
  const quoted = await createQuote(house, viewer, offer.id, points);
  const quoteId = quoted.data.createQuote.quote?.id ?? '';
  const { data, errors } = await bookPlaces(house, viewer, quoteId, Object.fromEntries(legs.map((leg) => [leg, aPlace()])));
  const { booking, payment, guestToken } = data.bookQuote;
  if (!booking || !payment) throw new Error(`not booked: ${JSON.stringify(errors)}`);
  const [delivery] = await house.db.delivery.findMany({ where: { bookingId: booking.id }, orderBy: { leg: 'desc' } });
  return { booking, payment, guestToken, deliveryId: delivery?.id ?? '', withoutMinor: offer.price.total.minor };
}

/** A confirmed booking whose car is brought to the renter, and the delivery's id. */
export async function aDelivery({ house }: Pick<Yard, 'house'>, viewer: Partial<Viewer> = claire, legs = ['delivery']) {
  const { payment, ...made } = await aHeldDelivery({ house }, viewer, legs);
  await house.pay(payment.clientSecret);
  await eventually(
    () => stateOf(house, made.booking.id),
    (state) => state === 'CONFIRMED',
  );
  return { ...made, paidMinor: payment.amount.minor };
}

export const codeOf = async ({ house }: Pick<Yard, 'house'>, viewer: Partial<Viewer>, reference: string): Promise<string | null> =>
  (
    await house.ask<{ booking: { delivery: { code: string | null } } }>(
      viewer,
      `query ($reference: String!) { booking(reference: $reference) { delivery { code } } }`,
      { reference },
    )
  ).data.booking.delivery.code;

/** A delivery of `first`'s, on its way half an hour before pick-up. */
export async function onItsWay(yard: Yard) {
  const made = await aDelivery(yard);
  yard.moveTo('2026-07-13T08:00:00Z');
  await yard.sweep();
  await yard.act(made.deliveryId, 'accept');
  yard.moveTo('2026-07-14T07:30:00Z');
  await yard.act(made.deliveryId, 'depart');
  return made;
}

/** What Nordlane writes of a job of its. */
export const newsAt = (at: Date, reference: string, type: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ id: uuidv7(), type, reference, occurred_at: at.toISOString(), ...more });

/** Sends what Nordlane would sign. */
export async function tell(
  yard: Yard,
  reference: string,
  type: string,
  more: Record<string, unknown> = {},
): Promise<{ status: number; body: unknown }> {
  const body = newsAt(yard.at(), reference, type, more);
  const response = await yard.post(body, yard.lane.sign(body));
  return { status: response.status, body: await response.json() };
}
