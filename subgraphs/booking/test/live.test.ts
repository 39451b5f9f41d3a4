import { parse, subscribe, type ExecutionResult } from 'graphql';
import { aScope } from '@ycyw/service/testing/scope';
import type { Sql } from '@ycyw/service/sql';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { agencyVersions, bookingVersions } from '../src/data/versions.ts';
import { contextOf } from '../src/graphql/context.ts';
import { claire, marie, sam, schema } from './agency.ts';
import { aDelivery, openCarriers, type Yard } from './carriers.ts';
import { anOffer } from './downgrade.ts';
import { aBooking, aHold, cancel } from './rental.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openCarriers({ 'CDG EDMV': 60, 'CDG SFAV': 4, 'LYS EDMV': 20 });
});
afterAll(() => yard.close());
beforeEach(() => {
  yard.moveTo('2026-06-01T08:00:00Z');
});

type Data = Record<string, Record<string, unknown>>;
interface Feed {
  next(): Promise<Data>;
  end(): Promise<unknown>;
}

/** Follows as `viewer` does; the refusal's code where it may not. */
async function follow(viewer: Partial<Viewer>, source: string, variables: Record<string, unknown>): Promise<Feed | string> {
  const contextValue = contextOf(yard.house.world)(aScope(viewer, { language: 'en' }));
  const feed = await subscribe({ schema, document: parse(source), variableValues: variables, contextValue });
  if ('errors' in feed) return String(feed.errors?.[0]?.extensions['code']);
  const items = feed as AsyncGenerator<ExecutionResult>;
  return {
    next: async () => {
      const { value } = (await items.next()) as IteratorResult<ExecutionResult, undefined>;
      if (value?.errors) throw new Error(String(value.errors[0]?.extensions['code']));
      return value?.data as Data;
    },
    end: () => items.return(undefined),
  };
}

async function open(viewer: Partial<Viewer>, source: string, variables: Record<string, unknown>): Promise<Feed> {
  const feed = await follow(viewer, source, variables);
  if (typeof feed === 'string') throw new Error(feed);
  return feed;
}

const changed = `subscription ($reference: String, $agency: String, $guestToken: String) {
  bookingChanged(reference: $reference, agency: $agency, guestToken: $guestToken) { reference state payments { state } delivery { state } } }`;
const moved = `subscription ($reference: String!) { vehicleMoved(bookingReference: $reference) { location { latitude } at etaAt vehicle { id } } }`;

describe('bookingChanged', () => {
  test('begins with the booking as it is and follows each change, its payments read afresh', async () => {
    const hold = await aHold(yard.house, claire, { pickUpAgency: 'LYS' });
    const feed = await open(claire, changed, { reference: hold.reference });
    expect(await feed.next()).toMatchObject({ bookingChanged: { state: 'PENDING_PAYMENT', payments: [{ state: 'REQUIRES_PAYMENT' }] } });
    await yard.house.pay(hold.payment.clientSecret);
    let last: Data = {};
    while (last['bookingChanged']?.['state'] !== 'CONFIRMED') last = await feed.next();
    await yard.house.events.settled();
    while (JSON.stringify(last['bookingChanged']?.['payments']) !== '[{"state":"CAPTURED"}]') last = await feed.next();
    await cancel(yard.house, claire, { bookingId: hold.id });
    while (last['bookingChanged']?.['state'] !== 'CANCELLED') last = await feed.next();
    await feed.end();
  });

  test('is its owner’s, staff’s there and a guest’s with the token; for everybody else there is no such booking', async () => {
    const { reference } = await aBooking(yard.house, claire, { pickUpAgency: 'LYS' });
    const guest = await aHold(yard.house, {}, { pickUpAgency: 'LYS' });
    expect(await follow(sam, changed, { reference })).toBe('NOT_FOUND');
    expect(await follow({}, changed, { reference })).toBe('NOT_FOUND');
    expect(await follow({ ...marie, agencies: ['CDG'] }, changed, { reference })).toBe('NOT_FOUND');
    expect(await follow({}, changed, { reference: guest.reference })).toBe('NOT_FOUND');
    for (const [viewer, variables] of [
      [marie, { reference }],
      [{}, { reference: guest.reference, guestToken: guest.guestToken }],
    ] as const) {
      const feed = await open(viewer, changed, variables);
      expect((await feed.next())['bookingChanged']).toMatchObject({ reference: variables.reference });
      await feed.end();
    }
  });

  test('follows an agency’s days for staff who work there', async () => {
    yard.moveTo('2026-07-13T06:00:00Z');
    const { reference } = await aBooking(yard.house, claire, { pickUpAgency: 'LYS' });
    const feed = await open({ ...marie, agencies: ['LYS'] }, changed, { agency: 'LYS' });
    const seen = new Set<unknown>();
    while (!seen.has(reference)) seen.add((await feed.next())['bookingChanged']?.['reference']);
    const hold = await aHold(yard.house, sam, { pickUpAgency: 'LYS' });
    while (!seen.has(hold.reference)) seen.add((await feed.next())['bookingChanged']?.['reference']);
    await feed.end();
    expect(await follow(claire, changed, { agency: 'LYS' })).toBe('FORBIDDEN');
    expect(await follow({ ...marie, agencies: ['CDG'] }, changed, { agency: 'LYS' })).toBe('NOT_FOUND');
  });

  test('follows what an agency has fetched, whatever was picked up where and when', async () => {
    const made = await aDelivery(yard, claire, ['collection']);
    yard.moveTo('2026-07-17T09:00:00Z');
    await yard.house.db.booking.update({ where: { id: made.booking.id }, data: { pickUpAgency: 'LYS' } });
    const feed = await open(marie, changed, { agency: 'CDG' });
    const seen = async (): Promise<unknown> => (await feed.next())['bookingChanged']?.['reference'];
    while ((await seen()) !== made.booking.reference);
    await yard.sweep();
    while ((await seen()) !== made.booking.reference);
    expect((await yard.current(made.deliveryId)).state).toBe('REQUESTED');
    await feed.end();
  });

  test.each([
    ['an offer', (id: string) => anOffer(yard.house, id, 'REFUND_DIFFERENCE', 'EDMV')],
    [
      'a charge',
      (id: string) =>
        yard.house.db.$executeRaw`
          INSERT INTO charge (id, booking_id, region, kind, state, line, amount_minor, announced_minor, currency, evidence, announced_at, disputable_until)
          SELECT id, id, region, 'CLEANING', 'ANNOUNCED', '{"grossMinor": 100}', 100, 100, currency, '{}', now(), now() FROM booking WHERE id = ${id}::uuid`,
    ],
  ])('follows %s, which writes neither the booking nor its payments', async (_, work) => {
    const { id, reference } = await aBooking(yard.house, claire, { acriss: ['SFAV'] });
    const feed = await open(claire, changed, { reference });
    await feed.next();
    const before = await bookingVersions(yard.house.world.sql, [id]);
    await work(id);
    expect((await bookingVersions(yard.house.world.sql, [id])).get(id)).not.toBe(before.get(id));
    expect((await feed.next())['bookingChanged']).toMatchObject({ reference });
    await feed.end();
  });

  test('costs an index look at each of its tables', async () => {
    const plans = await yard.house.world.sql.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      const told: string[] = [];
      const explained: Sql = {
        $executeRaw: tx.$executeRaw.bind(tx),
        $queryRaw: async <Rows>(query: TemplateStringsArray, ...values: unknown[]) => {
          const [first = '', ...others] = query;
          const strings = [`EXPLAIN ${first}`, ...others];
          const plan = await tx.$queryRaw<Record<string, string>[]>(Object.assign(strings, { raw: strings }), ...values);
          told.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
          return [] as Rows;
        },
      };
      await bookingVersions(explained, [uuidv7()]);
      await agencyVersions(explained, ['CDG', 'LYS'], yard.at());
      return told;
    });
    expect(plans).toHaveLength(2);
    for (const plan of plans) expect(plan).not.toContain('Seq Scan');
  });

  test('wants a booking or an agency, not both and not neither', async () => {
    expect(await follow(marie, changed, {})).toBe('BAD_INPUT');
    expect(await follow(marie, changed, { reference: 'YC-7KQ2-M9', agency: 'LYS' })).toBe('BAD_INPUT');
  });

  test('asks the database nothing once nobody follows', async () => {
    const { reference } = await aHold(yard.house, claire, { pickUpAgency: 'LYS' });
    const feed = await open(claire, changed, { reference });
    await feed.next();
    const waiting = feed.next().catch(() => null);
    await feed.end();
    await waiting;
    expect(yard.house.world.feeds.bookings.size).toBe(0);
  });
});

describe('vehicleMoved', () => {
  async function driving() {
    const made = await aDelivery(yard);
    yard.moveTo('2026-07-13T08:00:00Z');
    await yard.sweep();
    await yard.act(made.deliveryId, 'accept');
    yard.moveTo('2026-07-14T07:30:00Z');
    await yard.act(made.deliveryId, 'depart');
    await yard.act(made.deliveryId, 'move', { part: 0.2 });
    return made;
  }

  test('begins where the car was seen last, and follows it', async () => {
    const { booking, deliveryId } = await driving();
    const feed = await open(claire, moved, { reference: booking.reference });
    expect(await feed.next()).toMatchObject({ vehicleMoved: { location: { latitude: 49.01 }, vehicle: null } });
    await yard.act(deliveryId, 'move', { part: 0.6 });
    expect(await feed.next()).toMatchObject({ vehicleMoved: { location: { latitude: 49.03 }, etaAt: expect.anything() as unknown } });
    await feed.end();
  });

  test('of another’s booking there is none, as if it did not exist', async () => {
    const { booking } = await driving();
    expect(await follow(sam, moved, { reference: booking.reference })).toBe('NOT_FOUND');
    expect(await follow({}, moved, { reference: booking.reference })).toBe('NOT_FOUND');
    expect(await follow({ ...marie, agencies: ['LYS'] }, moved, { reference: booking.reference })).toBe('NOT_FOUND');
    expect(await follow(claire, moved, { reference: 'YC-2222-22' })).toBe('NOT_FOUND');
  });
});
