import { v7 as uuidv7 } from 'uuid';
import { forgetPerson } from '../src/data/erasure.ts';
import { claire, eventually, marie, sam } from './agency.ts';
import {
  aDelivery,
  aPlace,
  bookPlaces,
  codeOf,
  near,
  newsAt,
  onItsWay as onItsWayBy,
  openCarriers,
  tell as tellBy,
  type Yard,
} from './carriers.ts';
import { createQuote, offerFor } from './rental.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openCarriers({ 'CDG EDMV': 60, 'LYS EDMV': 5 });
});
afterAll(() => yard.close());
beforeEach(() => {
  yard.moveTo('2026-06-01T08:00:00Z');
});

const onItsWay = () => onItsWayBy(yard);

const rows = async (deliveryId: string): Promise<string> =>
  JSON.stringify([await yard.attempts(deliveryId), await yard.house.db.delivery.findUniqueOrThrow({ where: { id: deliveryId } })]);

const tell = (reference: string, type: string, more: Record<string, unknown> = {}) => tellBy(yard, reference, type, more);
const news = (reference: string, type: string, more: Record<string, unknown> = {}): string => newsAt(yard.at(), reference, type, more);

const deliveryOf = (viewer: Parameters<typeof codeOf>[1], reference: string, fields: string, guestToken: string | null = null) =>
  yard.house.ask<{ booking: { delivery: Record<string, unknown> | null } } | null>(
    viewer,
    `query ($reference: String!, $guestToken: String) { booking(reference: $reference, guestToken: $guestToken) { delivery { ${fields} } } }`,
    { reference, guestToken },
  );
const full = 'state carrier code address { line1 city } instructions location { latitude } trail { latitude } attempts { number state }';

describe('price', () => {
  test('is a line by the band of distance, taxed like the rental, and is paid with it', async () => {
    const { booking, withoutMinor, paidMinor } = await aDelivery(yard);
    expect(paidMinor - withoutMinor).toBe(2900);
    const { price } = await yard.house.db.booking.findUniqueOrThrow({ where: { id: booking.id } });
    const line = (price as { lines: { kind: string }[] }).lines.find(({ kind }) => kind === 'DELIVERY');
    expect(line).toMatchObject({ leg: 'DELIVERY', grossMinor: 2900, netMinor: 2417, taxes: [{ name: 'TVA', minor: 483 }] });
  });

  test('a quote keeps nothing of where it goes but the band', async () => {
    const { booking } = await aDelivery(yard);
    const { quoteId } = await yard.house.db.booking.findUniqueOrThrow({ where: { id: booking.id } });
    const { journey } = await yard.house.db.quote.findUniqueOrThrow({ where: { id: quoteId } });
    expect(journey).toMatchObject({ delivery: { upToKm: 10 } });
    expect(JSON.stringify(journey)).not.toContain('49.05');
  });

  test('an address outside the radius is refused, naming how far we go', async () => {
    const far = await createQuote(yard.house, claire, (await offerFor(yard.house)).id, { delivery: { latitude: 49.6, longitude: 2.5 } });
    expect(far.code).toBe('BAD_INPUT');
    expect(far.errors[0]?.extensions?.['reason']).toBe('delivery ≤ 50 km');
  });

  test('a point that is none on earth is refused', async () => {
    const nowhere = await createQuote(yard.house, claire, (await offerFor(yard.house)).id, { collection: { latitude: 91, longitude: 2 } });
    expect([nowhere.code, nowhere.errors[0]?.extensions?.['reason']]).toEqual(['BAD_INPUT', 'collection']);
  });

  test('it is refused twelve hours before pick-up and later', async () => {
    yard.moveTo('2026-07-13T20:30:00Z');
    const late = await createQuote(yard.house, claire, (await offerFor(yard.house)).id, { delivery: near });
    expect([late.code, late.errors[0]?.extensions?.['reason']]).toEqual(['BAD_INPUT', 'delivery ≥ 12 h']);
  });
});

describe('booking', () => {
  const quoted = async (points: Record<string, unknown>): Promise<string> =>
    (await createQuote(yard.house, claire, (await offerFor(yard.house)).id, points)).data.createQuote.quote?.id ?? '';

  test.each([
    ['without the address that was quoted', { delivery: near }, {}, 'delivery'],
    ['with one that was not', {}, { collection: aPlace() }, 'collection'],
    [
      'farther than was quoted',
      { delivery: near },
      { delivery: aPlace({ point: { latitude: 49.3, longitude: 2.5 } }) },
      'delivery ≤ 10 km',
    ],
    [
      'over a border',
      { delivery: near },
      { delivery: aPlace({ address: { line1: 'x', city: 'y', postalCode: 'z', country: 'BE' } }) },
      'delivery.country',
    ],
    [
      'with instructions of more than 300 characters',
      { delivery: near },
      { delivery: aPlace({ instructions: 'x'.repeat(301) }) },
      'delivery.instructions ≤ 300',
    ],
    [
      'with a card number for the driver',
      { delivery: near },
      { delivery: aPlace({ instructions: '4242 4242 4242 4242' }) },
      'delivery.instructions',
    ],
  ])('%s is refused', async (_, points, places, reason) => {
    const { code, errors } = await bookPlaces(yard.house, claire, await quoted(points), places);
    expect([code, errors[0]?.extensions?.['reason']]).toEqual(['BAD_INPUT', reason]);
  });

  test('the address is sealed: no table tells it, the renter and the desk read it, and whoever is forgotten leaves none', async () => {
    const { booking, deliveryId } = await aDelivery(yard, sam);
    expect(await rows(deliveryId)).not.toMatch(/Lilas|49\.05/);
    const outbox = JSON.stringify((await yard.house.db.outbox.findMany()).map(({ payload }) => payload));
    expect(outbox).not.toMatch(/Lilas|49\.05/);
    expect((await deliveryOf(sam, booking.reference, full)).data?.booking.delivery).toMatchObject({
      address: { city: 'Roissy' },
      code: null,
    });
    expect((await deliveryOf(marie, booking.reference, full)).data?.booking.delivery).toMatchObject({
      instructions: 'Sonner deux fois',
      code: null,
    });
    await yard.house.world.sql.$transaction((tx) => forgetPerson(tx, sam.id ?? '', yard.at()));
    expect(await yard.house.db.delivery.findUnique({ where: { id: deliveryId } })).toBeNull();
  });

  test('a guest’s address is sealed with a key of the booking’s own, and its code for its token alone', async () => {
    const { booking, guestToken, deliveryId } = await aDelivery(yard, {});
    expect((await yard.house.db.delivery.findUniqueOrThrow({ where: { id: deliveryId } })).owner).toBe(booking.id);
    yard.moveTo('2026-07-13T08:00:00Z');
    await yard.sweep();
    const own = await deliveryOf({}, booking.reference, full, guestToken ?? null);
    expect(own.data?.booking.delivery).toMatchObject({
      code: expect.stringMatching(/^\d{4}$/) as unknown,
      address: { line1: '8 rue des Lilas' },
    });
    expect((await deliveryOf({}, booking.reference, full)).code).toBe('NOT_FOUND');
  });

  test('a change of dates moves the window with the booking, and its price', async () => {
    const { booking, deliveryId } = await aDelivery(yard, claire, ['delivery', 'collection']);
    const quote = await yard.house.ask<{ quoteAmendment: { id: string; difference: { minor: number } } }>(
      claire,
      `mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { id difference { minor } } } }`,
      { input: { bookingId: booking.id, pickUpAt: '2026-07-15T10:00', dropOffAt: '2026-07-19T11:00', idempotencyKey: uuidv7() } },
    );
    expect(quote.errors).toEqual([]);
    const amended = await yard.house.ask<{ amendBooking: { payment: { clientSecret: string } | null } }>(
      claire,
      `mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { ... on AmendBookingSuccess { payment { clientSecret } } } }`,
      { input: { amendmentQuoteId: quote.data.quoteAmendment.id, idempotencyKey: uuidv7() } },
    );
    const { payment } = amended.data.amendBooking;
    if (payment) await yard.house.pay(payment.clientSecret);
    await eventually(
      () => yard.house.db.delivery.findUniqueOrThrow({ where: { id: deliveryId } }),
      ({ windowFrom }) => windowFrom.toISOString() === '2026-07-15T07:30:00.000Z',
    );
    expect((await yard.current(deliveryId)).dueAt?.toISOString()).toBe('2026-07-14T07:30:00.000Z');
    const { price } = await yard.house.db.booking.findUniqueOrThrow({ where: { id: booking.id } });
    expect((price as { lines: { kind: string; leg?: string }[] }).lines.flatMap(({ leg }) => leg ?? [])).toEqual([
      'DELIVERY',
      'COLLECTION',
    ]);
  });
});

describe('webhook', () => {
  test('a forged one is refused with 401 and writes nothing', async () => {
    const { deliveryId } = await onItsWay();
    const { id } = await yard.current(deliveryId);
    const before = await rows(deliveryId);
    const body = news(id, 'job.at_door');
    const signed = yard.lane.sign(body);
    const statuses = await Promise.all([
      yard.post(body, {}),
      yard.post(body, { 'nordlane-signature': 'nonsense' }),
      yard.post(body, { 'nordlane-signature': (signed['nordlane-signature'] ?? '').replace(/.$/, 'z') }),
      yard.post(body.replace('at_door', 'aborted'), signed),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(await rows(deliveryId)).toBe(before);
  });

  test('one signed more than five minutes ago is refused with 401, however true', async () => {
    const { deliveryId } = await onItsWay();
    const body = news((await yard.current(deliveryId)).id, 'job.at_door');
    const old = yard.lane.sign(body, Math.floor(Date.now() / 1000) - 301);
    expect((await yard.post(body, old)).status).toBe(401);
    expect((await yard.current(deliveryId)).state).toBe('EN_ROUTE');
  });

  test('of an unknown job it is 404, and of another carrier’s too', async () => {
    expect((await tell(uuidv7(), 'job.at_door')).status).toBe(404);
    const { deliveryId } = await onItsWay();
    const { id } = await yard.current(deliveryId);
    await yard.house.db.deliveryAttempt.update({ where: { id }, data: { carrier: 'convoyeurs' } });
    expect((await tell(id, 'job.at_door')).status).toBe(404);
  });

  test.each([
    ['no JSON', () => 'job.position'],
    ['no type of ours', () => news(uuidv7(), 'job.exploded')],
    ['a position beyond the pole', () => news(uuidv7(), 'job.position', { position: { lat: 91, lon: 0 } })],
    ['no reference', () => news('1', 'job.at_door')],
  ])('garbage, %s, is 400', async (_, made) => {
    const body = made();
    expect((await yard.post(body, yard.lane.sign(body))).status).toBe(400);
  });

  test('news from tomorrow are 400', async () => {
    const { deliveryId } = await onItsWay();
    const { id } = await yard.current(deliveryId);
    expect((await tell(id, 'job.at_door', { occurred_at: '2026-07-15T07:30:00Z' })).status).toBe(400);
  });

  test('what is told twice, or late, changes nothing', async () => {
    const { deliveryId } = await onItsWay();
    const { id } = await yard.current(deliveryId);
    await yard.act(deliveryId, 'move', { part: 0.4 });
    const before = await rows(deliveryId);
    const events = (await yard.events()).length;
    const [again] = yard.lane.sent;
    if (!again) throw new Error('nothing was sent');
    await yard.pass(2);
    expect((await yard.post(again.body, again.headers)).status).toBe(200);
    expect((await tell(id, 'job.accepted')).status).toBe(200);
    expect((await tell(id, 'job.departed')).status).toBe(200);
    expect(await rows(deliveryId)).toBe(before);
    expect(await yard.events()).toHaveLength(events);
  });

  test('news that overtake others skip what they were told in', async () => {
    const { deliveryId } = await aDelivery(yard);
    yard.moveTo('2026-07-13T08:00:00Z');
    await yard.sweep();
    const { id } = await yard.current(deliveryId);
    await tell(id, 'job.departed');
    await tell(id, 'job.accepted');
    expect((await yard.current(deliveryId)).state).toBe('EN_ROUTE');
  });

  test('a position of a finished delivery is heard and forgotten', async () => {
    const { deliveryId, booking } = await onItsWay();
    const { id } = await yard.current(deliveryId);
    await yard.act(deliveryId, 'arrive');
    await yard.act(deliveryId, 'code', { code: (await codeOf(yard, claire, booking.reference)) ?? '' });
    const before = await rows(deliveryId);
    expect((await tell(id, 'job.position', { position: { lat: 49.01, lon: 2.5 } })).status).toBe(200);
    expect(await rows(deliveryId)).toBe(before);
  });

  test('positions are written once a second at most', async () => {
    const { deliveryId } = await onItsWay();
    const { id } = await yard.current(deliveryId);
    for (const step of [1, 2, 3, 4, 5]) {
      const occurred_at = new Date(yard.at().getTime() + step).toISOString();
      await tell(id, 'job.position', { occurred_at, position: { lat: 49 + step / 1000, lon: 2.5 } });
    }
    const { trail, latitude } = await yard.current(deliveryId);
    expect([latitude, trail]).toEqual([49.001, [[49.001, 2.5]]]);
  });
});
