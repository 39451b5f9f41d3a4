import { claire, eventually } from './agency.ts';
import { aHeldDelivery, codeOf, onItsWay, openCarriers, tell, type Yard } from './carriers.ts';
import { stateOf } from './rental.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openCarriers({ 'CDG EDMV': 60 });
});
afterAll(() => yard.close());
beforeEach(() => {
  yard.moveTo('2026-06-01T08:00:00Z');
});

const deliveryRow = (id: string) => yard.house.db.delivery.findUniqueOrThrow({ where: { id } });

test('a delivery that waited for its booking to be confirmed is asked for as soon as it is', async () => {
  yard.moveTo('2026-07-13T18:00:00Z');
  const { booking, payment, deliveryId } = await aHeldDelivery(yard);
  await yard.pass(1);
  expect(await yard.current(deliveryId)).toMatchObject({ state: 'PLANNED', dueAt: new Date('2026-07-13T18:01:01Z') });
  await yard.house.pay(payment.clientSecret);
  await eventually(
    () => stateOf(yard.house, booking.id),
    (state) => state === 'CONFIRMED',
  );
  await yard.sweep();
  expect((await yard.current(deliveryId)).state).toBe('REQUESTED');
});

describe('codes', () => {
  /** On its way, with the renter's code and others. */
  async function withCodes() {
    const made = await onItsWay(yard);
    const { id } = await yard.current(made.deliveryId);
    const right = (await codeOf(yard, claire, made.booking.reference)) ?? '';
    const wrong = (off: number): string => String((Number(right) + off) % 10_000).padStart(4, '0');
    return { ...made, id, right, wrong };
  }

  test('a wrong one that is told again is one try', async () => {
    const { deliveryId, id, wrong } = await withCodes();
    await yard.act(deliveryId, 'arrive');
    const occurred_at = yard.at().toISOString();
    for (const _ of [1, 2, 3, 4]) {
      expect(await tell(yard, id, 'job.code_entered', { code: wrong(1), occurred_at })).toEqual({
        status: 200,
        body: { received: true, accepted: false },
      });
    }
    expect(await deliveryRow(deliveryId)).toMatchObject({ codeRefusals: 1 });
    expect((await yard.current(deliveryId)).state).toBe('ARRIVED');
  });

  test('each needs a later instant: of a heap told at one the first alone is tried, and three are three', async () => {
    const { deliveryId, id, right, wrong } = await withCodes();
    const occurred_at = yard.at().toISOString();
    for (const code of [...Array.from({ length: 40 }, (_, index) => wrong(index + 1)), right]) {
      expect((await tell(yard, id, 'job.code_entered', { code, occurred_at })).body).toEqual({ received: true, accepted: false });
    }
    expect(await deliveryRow(deliveryId)).toMatchObject({ codeRefusals: 1 });
    for (const off of [1, 2]) {
      await yard.pass(1);
      await tell(yard, id, 'job.code_entered', { code: wrong(off) });
    }
    expect(await yard.current(deliveryId)).toMatchObject({ state: 'FAILED', reason: 'CODE' });
  });

  test('a wrong one by a clock that is ahead of ours does not hold up the right one', async () => {
    const { id, right, wrong } = await withCodes();
    const ahead = new Date(yard.at().getTime() + 120_000).toISOString();
    await tell(yard, id, 'job.code_entered', { code: wrong(1), occurred_at: ahead });
    await yard.pass(5);
    expect((await tell(yard, id, 'job.code_entered', { code: right })).body).toEqual({ received: true, accepted: true });
  });
});

describe('a right code', () => {
  test.each(['dead', 'broken'] as const)(
    'is told again to a polled carrier that was %s when it was judged',
    async (trouble) => {
      const other = await openCarriers({ 'CDG EDMV': 10 }, 'convoyeurs');
      try {
        const { booking, deliveryId } = await onItsWay(other);
        await other.act(deliveryId, 'arrive');
        const { id } = await other.current(deliveryId);
        const [carrier] = other.house.world.carriers;
        const judge = carrier?.judge;
        if (!carrier || !judge) throw new Error('not polled');
        carrier.judge = (reference, right) => {
          other.union.trouble(trouble);
          return judge(reference, right);
        };
        await other.act(deliveryId, 'code', { code: (await codeOf(other, claire, booking.reference)) ?? '' });
        expect(await other.current(deliveryId)).toMatchObject({ state: 'DELIVERED' });
        expect(other.union.drives.get(id)?.state).toBe('CODE_ENTERED');
        carrier.judge = judge;
        other.union.trouble('none');
        await other.pass(60);
        expect(other.union.drives.get(id)?.state).toBe('DONE');
        expect(await other.current(deliveryId)).toMatchObject({ state: 'DELIVERED', dueAt: null });
      } finally {
        await other.close();
      }
    },
    60_000,
  );
});

const toldOf = async (bookingId: string): Promise<string[]> =>
  (
    await yard.house.db.outbox.findMany({
      where: { type: { startsWith: 'booking.delivery' }, payload: { path: ['bookingId'], equals: bookingId } },
      orderBy: { position: 'asc' },
    })
  ).map(({ type }) => type);

describe('a car that the desk handed over at the door without a code', () => {
  let units = 0;
  async function handedOver() {
    const made = await onItsWay(yard);
    units += 1;
    const vehicleId = yard.house.units.get('CDG EDMV')?.[units];
    await yard.house.db.booking.update({ where: { id: made.booking.id }, data: { state: 'IN_PROGRESS', vehicleId: vehicleId ?? null } });
    const told = await toldOf(made.booking.id);
    return { ...made, told };
  }

  test('is nobody’s to be late with: a silent carrier is called back, no other is asked and nobody is told', async () => {
    const { deliveryId, booking, told } = await handedOver();
    const { id } = await yard.current(deliveryId);
    for (const _ of [1, 2, 3]) await yard.pass(11 * 60);
    expect((await yard.attempts(deliveryId)).map(({ state, reason }) => [state, reason])).toEqual([['CANCELLED', null]]);
    expect(yard.lane.drives.get(id)?.state).toBe('CANCELLED');
    expect(await toldOf(booking.id)).toEqual(told);
  });

  test('nor is it where the carrier gives up', async () => {
    const { deliveryId, booking, told } = await handedOver();
    await yard.act(deliveryId, 'abort');
    expect((await yard.attempts(deliveryId)).map(({ state, dueAt }) => [state, dueAt])).toEqual([['CANCELLED', null]]);
    expect(await toldOf(booking.id)).toEqual(told);
  });

  test('is proven by the code that comes yet', async () => {
    const { deliveryId, booking } = await handedOver();
    const code = await codeOf(yard, claire, booking.reference);
    await yard.act(deliveryId, 'code', { code: code ?? '' });
    expect((await yard.current(deliveryId)).state).toBe('DELIVERED');
  });
});
