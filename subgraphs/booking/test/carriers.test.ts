import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { Rejected } from '../src/carriers/carrier.ts';
import { askJson } from '../src/carriers/http.ts';
import { claire } from './agency.ts';
import { aDelivery, codeOf, openCarriers, type CarrierName, type Yard } from './carriers.ts';
import { cancel } from './rental.ts';

/** The day before pick-up, when carriers are asked, and shortly before it. */
const asking = '2026-07-13T08:00:00Z';
const driving = '2026-07-14T07:30:00Z';

test('an answer without end is read no further than it may be long', async () => {
  let sent = 0;
  const endless = createServer((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384, ' '))) sent += 16_384;
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((endless.address() as AddressInfo).port)}`;
  await expect(askJson({ url, timeoutMs: 2000 }, url, { method: 'GET', authorization: '' })).rejects.toThrow('at length');
  expect(sent).toBeLessThan(20_000_000);
  endless.closeAllConnections();
  endless.close();
});

test('a carrier that is asked is asked seldom while its window is far, and every few seconds when it is near', async () => {
  const yard = await openCarriers({ 'CDG EDMV': 2 }, 'convoyeurs');
  try {
    yard.moveTo('2026-06-01T08:00:00Z');
    const { deliveryId } = await aDelivery(yard);
    yard.moveTo(asking);
    await yard.sweep();
    await yard.act(deliveryId, 'accept');
    const asked = async (seconds: number): Promise<number> => {
      const before = yard.union.asked();
      for (let past = 0; past < seconds; past += 6) await yard.pass(6);
      return yard.union.asked() - before;
    };
    expect((await yard.current(deliveryId)).state).toBe('ACCEPTED');
    expect(await asked(600)).toBe(2);
    yard.moveTo('2026-07-14T06:30:00Z');
    expect(await asked(600)).toBeLessThan(7);
    yard.moveTo('2026-07-14T07:29:00Z');
    expect(await asked(60)).toBe(10);
  } finally {
    await yard.close();
  }
});

// What a carrier must be able to do behind its own protocol: a third one joins by being named here.
describe.each<CarrierName>(['nordlane', 'convoyeurs'])('%s', (name) => {
  const other: CarrierName = name === 'nordlane' ? 'convoyeurs' : 'nordlane';
  let yard: Yard;
  beforeAll(async () => {
    yard = await openCarriers({ 'CDG EDMV': 60 }, name);
  });
  afterAll(() => yard.close());
  beforeEach(() => {
    yard.moveTo('2026-06-01T08:00:00Z');
  });

  const stateOf = async (deliveryId: string): Promise<string> => (await yard.current(deliveryId)).state;
  async function asked() {
    const made = await aDelivery(yard);
    yard.moveTo(asking);
    await yard.sweep();
    return made;
  }
  async function onItsWay() {
    const made = await asked();
    await yard.act(made.deliveryId, 'accept');
    yard.moveTo(driving);
    await yard.act(made.deliveryId, 'depart');
    return made;
  }

  test('is asked the day before, once, and told nothing of the renter but the address', async () => {
    const { deliveryId } = await aDelivery(yard);
    await yard.sweep();
    expect(await stateOf(deliveryId)).toBe('PLANNED');
    yard.moveTo(asking);
    await yard.sweep();
    const { id, state, carrier } = await yard.current(deliveryId);
    expect([state, carrier]).toEqual(['REQUESTED', name]);
    await yard.house.db.deliveryAttempt.update({ where: { id }, data: { askedAt: null, dueAt: yard.at() } });
    await yard.sweep();
    expect(yard.simulated[name].drives.all().filter(({ reference }) => reference === id)).toHaveLength(1);
    expect(yard.simulated[name].drives.get(id)?.windowFrom.toISOString()).toBe('2026-07-14T07:30:00.000Z');
  });

  test('accepts, drives, arrives and proves with the renter’s code; then nobody knows any more where the car drove', async () => {
    const { deliveryId, booking } = await asked();
    await yard.act(deliveryId, 'accept');
    expect(await stateOf(deliveryId)).toBe('ACCEPTED');
    yard.moveTo(driving);
    await yard.act(deliveryId, 'depart');
    await yard.act(deliveryId, 'move', { part: 0.5 });
    const moving = await yard.current(deliveryId);
    expect(moving).toMatchObject({ state: 'EN_ROUTE', latitude: 49.025, longitude: 2.475 });
    expect(moving.etaAt?.getTime()).toBeGreaterThan(yard.at().getTime());
    await yard.act(deliveryId, 'arrive');
    expect(await stateOf(deliveryId)).toBe('ARRIVED');
    const code = await codeOf(yard, claire, booking.reference);
    expect(code).toMatch(/^\d{4}$/);
    await yard.act(deliveryId, 'code', { code: code ?? '' });
    expect(await yard.current(deliveryId)).toMatchObject({ state: 'DELIVERED', latitude: null, trail: null, dueAt: null });
    expect(yard.simulated[name].drives.get((await yard.current(deliveryId)).id)?.state).toBe('DONE');
    const { proofAt, proofSealed } = await yard.house.db.delivery.findUniqueOrThrow({ where: { id: deliveryId } });
    expect(proofAt).not.toBeNull();
    expect(proofSealed).not.toBeNull();
  });

  test('wrong codes are refused, and the third is the desk’s affair', async () => {
    const { deliveryId, booking } = await onItsWay();
    await yard.act(deliveryId, 'arrive');
    const right = Number(await codeOf(yard, claire, booking.reference));
    for (const off of [1, 2, 3]) {
      expect(await stateOf(deliveryId)).toBe('ARRIVED');
      await yard.act(deliveryId, 'code', { code: String((right + off) % 10_000).padStart(4, '0') });
    }
    expect(await yard.current(deliveryId)).toMatchObject({ number: 1, state: 'FAILED', reason: 'CODE' });
    expect((await yard.events()).at(-1)).toBe('booking.deliveryFailed');
  });

  test('a carrier that declines is followed by the next, and after the last the desk is told', async () => {
    const { deliveryId } = await asked();
    await yard.act(deliveryId, 'decline');
    await yard.sweep();
    expect((await yard.attempts(deliveryId)).map(({ number, carrier, state, reason }) => [number, carrier, state, reason])).toEqual([
      [1, name, 'FAILED', 'REFUSED'],
      [2, other, 'REQUESTED', null],
    ]);
    await yard.act(deliveryId, 'abort');
    expect(await yard.current(deliveryId)).toMatchObject({ number: 2, state: 'FAILED', reason: 'CARRIER' });
    expect((await yard.events()).at(-1)).toBe('booking.deliveryFailed');
  });

  test('one that is silent on its way is called back, another is asked, and the renter told', async () => {
    const { deliveryId } = await onItsWay();
    const first = await yard.current(deliveryId);
    yard.simulated[name].trouble('dead');
    await yard.pass(11 * 60);
    yard.simulated[name].trouble('none');
    await yard.pass(30);
    const [failed, next] = await yard.attempts(deliveryId);
    expect(failed).toMatchObject({ state: 'FAILED', reason: 'SILENT', latitude: null });
    expect(next).toMatchObject({ carrier: other, state: 'REQUESTED' });
    expect((await yard.events()).at(-1)).toBe('booking.deliveryReplanned');
    expect(yard.simulated[name].drives.get(first.id)?.state).toBe('CANCELLED');
  });

  test('one that does not accept in time is given up', async () => {
    const { deliveryId } = await asked();
    await yard.pass(14 * 60);
    expect(await stateOf(deliveryId)).toBe('REQUESTED');
    await yard.pass(2 * 60);
    expect((await yard.attempts(deliveryId)).map(({ reason }) => reason)).toEqual(['NOT_ACCEPTED', null]);
  });

  test.each(['dead', 'broken'] as const)('one that is %s is asked three times, then another', async (trouble) => {
    const { deliveryId } = await aDelivery(yard);
    yard.simulated[name].trouble(trouble);
    yard.moveTo(asking);
    for (const _ of [1, 2, 3, 4]) await yard.sweep();
    yard.simulated[name].trouble('none');
    expect((await yard.attempts(deliveryId)).map(({ carrier, reason }) => [carrier, reason])).toEqual([
      [name, 'UNREACHABLE'],
      [other, null],
    ]);
    yard.mend();
  });

  test('a cancelled booking’s carrier is called back', async () => {
    const { deliveryId, booking } = await asked();
    const { id } = await yard.current(deliveryId);
    const cancelled = await yard.house.ask(
      claire,
      `mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) { ... on CancelBookingSuccess { booking { state } } } }`,
      { input: { bookingId: booking.id, idempotencyKey: `cancel-${booking.id}` } },
    );
    expect(cancelled.errors).toEqual([]);
    expect(await stateOf(deliveryId)).toBe('CANCELLED');
    await yard.sweep();
    expect(yard.simulated[name].drives.get(id)?.state).toBe('CANCELLED');
    expect((await yard.current(deliveryId)).dueAt).toBeNull();
  });

  test('called back from a job that it never heard of, it has nothing to do', async () => {
    const { deliveryId, booking } = await aDelivery(yard);
    const { id } = await yard.current(deliveryId);
    await yard.house.db.deliveryAttempt.update({
      where: { id },
      data: { state: 'REQUESTED', carrier: name, since: yard.at(), dueAt: yard.at() },
    });
    await cancel(yard.house, claire, { bookingId: booking.id });
    await yard.sweep();
    expect(await yard.current(deliveryId)).toMatchObject({ state: 'CANCELLED', dueAt: null, tries: 0 });
    expect(yard.simulated[name].drives.get(id)).toBeUndefined();
  });

  test('refusals are no outage: it is asked on', async () => {
    const carrier = yard.house.world.carriers.find(({ code }) => code === name);
    if (!carrier) throw new Error('no carrier');
    yard.simulated[name].trouble('refusing');
    for (let refusal = 0; refusal < 6; refusal += 1) await expect(carrier.cancel(uuidv7())).rejects.toThrow(Rejected);
    yard.simulated[name].trouble('none');
    await expect(carrier.cancel(uuidv7())).resolves.toBeUndefined();
  });

  test('a process that dies after asking is gone on from: the same carrier is asked for the same job', async () => {
    const { deliveryId } = await aDelivery(yard);
    yard.moveTo(asking);
    const { id } = await yard.current(deliveryId);
    // As it was left by whoever died between the choice and the answer.
    await yard.house.db.deliveryAttempt.update({
      where: { id },
      data: { state: 'REQUESTED', carrier: name, since: yard.at(), dueAt: yard.at() },
    });
    await yard.sweep();
    expect(await yard.current(deliveryId)).toMatchObject({ number: 1, carrier: name, state: 'REQUESTED', askedAt: yard.at() });
    expect(yard.simulated[name].drives.get(id)?.state).toBe('RECEIVED');
  });
});
