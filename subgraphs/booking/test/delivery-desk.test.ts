import { v7 as uuidv7 } from 'uuid';
import { claire, marie } from './agency.ts';
import { aDelivery, codeOf, onItsWay as onItsWayBy, openCarriers, type Yard } from './carriers.ts';
import { answer, anOffer, fresh, manager } from './downgrade.ts';
import { cancel, stateOf } from './rental.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openCarriers({ 'CDG EDMV': 60, 'CDG PFAV': 1 });
});
afterAll(() => yard.close());
beforeEach(() => {
  yard.moveTo('2026-06-01T08:00:00Z');
});

const onItsWay = () => onItsWayBy(yard);

describe('desk', () => {
  const replan = (viewer: Parameters<typeof codeOf>[1], id: string, idempotencyKey: string = uuidv7()) =>
    yard.house.ask<{ replanDelivery: { state: string; attempts: { state: string; reason: string | null }[] } } | null>(
      viewer,
      `mutation ($id: ID!, $key: String!) { replanDelivery(id: $id, idempotencyKey: $key) { state attempts { state reason } } }`,
      { id, key: idempotencyKey },
    );
  const list = (viewer: Parameters<typeof codeOf>[1], state: string | null) =>
    yard.house.ask<{ deliveries: { totalCount: number; edges: { node: { id: string; booking: { reference: string } } }[] } } | null>(
      viewer,
      `query ($state: CarDeliveryState) { deliveries(agency: "CDG", state: $state, first: 100) { totalCount edges { node { id booking { reference } } } } }`,
      { state },
    );

  test('takes a delivery from its carrier and has the next one asked, once for a key; the renter’s code is another', async () => {
    const { deliveryId, booking } = await onItsWay();
    const code = await codeOf(yard, claire, booking.reference);
    const key = uuidv7();
    const [one, other] = await Promise.all([replan(marie, deliveryId, key), replan(marie, deliveryId, key)]);
    expect(one.data?.replanDelivery.attempts).toEqual([
      { state: 'FAILED', reason: 'DESK' },
      { state: 'PLANNED', reason: null },
    ]);
    expect(other.data).toEqual(one.data);
    await yard.sweep();
    expect((await yard.current(deliveryId)).carrier).toBe('convoyeurs');
    expect(await codeOf(yard, claire, booking.reference)).not.toBe(code);
    expect((await yard.house.actsOn(booking.id)).map(({ action }) => action)).toEqual(['booking.booking.deliveryReplanned']);
  });

  test('of others, and its own renter, know of none', async () => {
    const { deliveryId } = await aDelivery(yard);
    expect((await replan({ ...marie, agencies: ['LYS'] }, deliveryId)).code).toBe('NOT_FOUND');
    expect((await replan(claire, deliveryId)).code).toBe('FORBIDDEN');
    expect((await replan({}, deliveryId)).code).toBe('UNAUTHENTICATED');
    expect((await replan(marie, uuidv7())).code).toBe('NOT_FOUND');
    expect((await list({ ...marie, agencies: ['LYS'] }, null)).code).toBe('NOT_FOUND');
    expect((await list(claire, null)).code).toBe('FORBIDDEN');
  });

  test('has a list of those that it must see to', async () => {
    const { deliveryId, booking } = await onItsWay();
    await yard.act(deliveryId, 'abort');
    await yard.sweep();
    await yard.act(deliveryId, 'decline');
    const failed = (await list(marie, 'FAILED')).data?.deliveries;
    expect(failed?.edges.map(({ node }) => node)).toContainEqual({ id: deliveryId, booking: { reference: booking.reference } });
    expect(failed?.totalCount).toBe(failed?.edges.length);
  });

  test('a delivered car is not brought again', async () => {
    const { deliveryId, booking } = await onItsWay();
    await yard.act(deliveryId, 'arrive');
    await yard.act(deliveryId, 'code', { code: (await codeOf(yard, claire, booking.reference)) ?? '' });
    expect((await replan(marie, deliveryId)).code).toBe('WRONG_STATE');
  });

  test('sees whom nobody could call back, after twenty tries at growing pauses', async () => {
    const { deliveryId, booking } = await onItsWay();
    const { id } = await yard.current(deliveryId);
    yard.lane.trouble('broken');
    await cancel(yard.house, claire, { bookingId: booking.id });
    const unreached = async () =>
      (
        await yard.house.ask<{ deliveries: { edges: { node: { id: string; attempts: { carrier: string; unreached: boolean }[] } }[] } }>(
          marie,
          `{ deliveries(agency: "CDG", first: 100) { edges { node { id attempts { carrier unreached } } } } }`,
        )
      ).data.deliveries.edges.find(({ node }) => node.id === deliveryId)?.node.attempts;
    const pauses: number[] = [];
    for (let told = 0; told < 20; told += 1) {
      expect(await unreached()).toEqual([{ carrier: 'Nordlane', unreached: false }]);
      yard.mend();
      const before = Date.now();
      await yard.sweep();
      const { retryAt } = await yard.house.db.deliveryAttempt.findUniqueOrThrow({ where: { id } });
      if (retryAt) pauses.push(Math.round((retryAt.getTime() - before) / 1000));
    }
    yard.lane.trouble('none');
    expect(pauses.slice(0, 3)).toEqual([5, 10, 20]);
    expect(pauses.at(-1)).toBe(3600);
    expect(await yard.current(deliveryId)).toMatchObject({ state: 'CANCELLED', dueAt: null });
    expect(await unreached()).toEqual([{ carrier: 'Nordlane', unreached: true }]);
    const asked = yard.lane.asked();
    await yard.pass(7200);
    expect(yard.lane.asked()).toBe(asked);
  });
});

test('a car that waited for its booking’s room is asked for as soon as its renter takes another class', async () => {
  const { deliveryId, booking } = await aDelivery(yard);
  const { id: bookingId } = booking;
  yard.moveTo('2026-07-13T08:00:00Z');
  await yard.house.db.$executeRaw`UPDATE booking SET state = 'REACCOMMODATION' WHERE id = ${bookingId}::uuid`;
  await yard.sweep();
  expect(await yard.current(deliveryId)).toMatchObject({ state: 'PLANNED', dueAt: new Date('2026-07-13T08:01:00Z') });

  const { id } = await anOffer(yard.house, bookingId, 'REACCOMMODATION', 'PFAV', { by: fresh(manager) });
  expect((await answer(yard.house, claire, id)).errors).toEqual([]);
  expect(await stateOf(yard.house, bookingId)).toBe('CONFIRMED');
  expect(await yard.current(deliveryId)).toMatchObject({ state: 'PLANNED', dueAt: new Date('2026-07-13T08:00:00Z') });
  await yard.sweep();
  expect(await yard.current(deliveryId)).toMatchObject({ state: 'REQUESTED', carrier: 'nordlane' });
});
