import { collectCharges } from '../src/actions/charge/collect.ts';
import { disputeCharge } from '../src/actions/charge/dispute.ts';
import { aScope } from '@ycyw/service/testing/scope';
import { v7 as uuidv7 } from 'uuid';
import { ada, claire, marie, openAgency, sam, type House } from './agency.ts';
import { depositsOf, sweep } from './counter.ts';
import {
  announce,
  aPhoto,
  aReturn,
  atDropOff,
  dispute,
  hoursAfter,
  max,
  readCharges,
  refund,
  resolve,
  sweepCharges,
  toldOf,
  windowOver,
  withdraw,
} from './charging.ts';
import { stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 60 });
});
afterAll(() => house.close());

const tooFar = { odometerKm: 2150 };
/** A rental over with one charge of 45.00 announced. */
async function charged(viewer = claire) {
  const booking = await aReturn(house, tooFar, viewer);
  const [charge] = await readCharges(house, viewer, booking.reference, booking.guestToken);
  if (!charge) throw new Error('nothing announced');
  return { ...booking, charge };
}
const statesOf = async (reference: string) => (await readCharges(house, claire, reference)).map(({ state }) => state);

test('the renter disputes within the window, nothing is collected meanwhile, and staff uphold, reduce or waive', async () => {
  const { id, reference, charge } = await charged();
  house.moveTo(hoursAfter(windowOver, -0.001));
  const { data } = await dispute(house, claire, { chargeId: charge.id, reason: 'I drove less' });
  expect(data?.disputeCharge).toMatchObject({ state: 'DISPUTED', dispute: { reason: 'I drove less', outcome: null } });
  house.moveTo(hoursAfter(windowOver, 100));
  await sweepCharges(house);
  expect(await statesOf(reference)).toEqual(['DISPUTED']);
  expect(await stateOf(house, id)).toBe('RETURNED');
  expect(await toldOf(house, id, 'booking.chargeDisputed')).toEqual([
    expect.objectContaining({ chargeId: charge.id, kind: 'MILEAGE', amountMinor: 4500 }),
  ]);
  const reduced = await resolve(house, marie, { chargeId: charge.id, outcome: 'REDUCE', amountMinor: 3000, reason: 'Ten km were ours' });
  expect(reduced.data?.resolveDispute).toMatchObject({
    state: 'DUE',
    amount: { minor: 3000 },
    announced: { minor: 4500 },
    answer: 'Ten km were ours',
    dispute: { outcome: 'REDUCED' },
    line: { net: { minor: 2500 }, gross: { minor: 3000 }, taxes: [{ amount: { minor: 500 } }] },
  });
  await sweepCharges(house);
  expect(await statesOf(reference)).toEqual(['COLLECTED']);
  expect(await toldOf(house, id, 'booking.chargeResolved')).toEqual([
    expect.objectContaining({ outcome: 'REDUCED', amountMinor: 3000, announcedMinor: 4500 }),
  ]);
  expect(await toldOf(house, id, 'booking.chargesCollected')).toEqual([expect.objectContaining({ amountMinor: 3000, currency: 'EUR' })]);
});

test('a guest disputes with their token, and what they wrote is sealed', async () => {
  const { guestToken, charge, id } = await charged({});
  expect((await dispute(house, {}, { chargeId: charge.id })).code).toBe('NOT_FOUND');
  const { data } = await dispute(house, {}, { chargeId: charge.id, guestToken, reason: 'MARKER of a guest' });
  expect(data?.disputeCharge.state).toBe('DISPUTED');
  const rows = await house.db.$queryRaw`SELECT d::text AS row FROM charge_dispute d UNION ALL SELECT o::text FROM outbox o`;
  expect(JSON.stringify(rows)).not.toMatch(/MARKER|4d41524b4552/);
  expect((await house.db.chargeDispute.findUniqueOrThrow({ where: { chargeId: charge.id } })).owner).toBe(id);
});

test('a waived charge is over, and the deposit is let go with it', async () => {
  const { id, charge } = await charged();
  await dispute(house, claire, { chargeId: charge.id });
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  await resolve(house, marie, { chargeId: charge.id, outcome: 'WAIVE' });
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED']);
  expect((await withdraw(house, marie, charge.id)).code).toBe('WRONG_STATE');
});

test('beyond an agent’s limit a manager forgives, and not the one who announced it', async () => {
  const { id } = await aReturn(house);
  const photoIds = [await aPhoto(house, id, 'HAND_OVER'), await aPhoto(house, id, 'TAKE_BACK')];
  const { data } = await announce(house, max, { bookingId: id, kind: 'DAMAGE', mark: 'DENT', severity: 'SEVERE', photoIds });
  const chargeId = data?.announceCharge.id ?? '';
  await dispute(house, claire, { chargeId });
  const waive = { chargeId, outcome: 'WAIVE' };
  expect((await resolve(house, marie, waive)).code).toBe('FORBIDDEN');
  expect((await resolve(house, max, waive)).code).toBe('FORBIDDEN');
  expect((await resolve(house, marie, { ...waive, outcome: 'REDUCE', amountMinor: 40_000 })).code).toBe('FORBIDDEN');
  expect((await resolve(house, ada, waive)).data?.resolveDispute.state).toBe('WAIVED');
});

describe('damage of 220.00 that somebody else announced, an agent’s limit being 150.00', () => {
  const jane = { ...marie, id: '019a0000-0000-7000-8000-00000000000a', steppedUpAt: Date.now() };
  async function damaged(by = max): Promise<string> {
    const { id } = await aReturn(house);
    const photoIds = [await aPhoto(house, id, 'HAND_OVER'), await aPhoto(house, id, 'TAKE_BACK')];
    const { data } = await announce(house, by, { bookingId: id, kind: 'DAMAGE', mark: 'SCRATCH', severity: 'MODERATE', photoIds });
    const chargeId = data?.announceCharge.id ?? '';
    await dispute(house, claire, { chargeId });
    return chargeId;
  }

  test('is not forgiven in two steps either: withdrawn or given back after it was reduced', async () => {
    const [one, other] = [await damaged(), await damaged()];
    for (const chargeId of [one, other]) {
      const { data } = await resolve(house, jane, { chargeId, outcome: 'REDUCE', amountMinor: 22_000 - 14_999 });
      expect(data?.resolveDispute.state).toBe('DUE');
    }
    expect((await withdraw(house, jane, one)).code).toBe('FORBIDDEN');
    expect((await withdraw(house, ada, one)).data?.withdrawCharge.state).toBe('WITHDRAWN');
    await sweepCharges(house);
    expect((await refund(house, jane, other)).code).toBe('FORBIDDEN');
    expect((await refund(house, { ...ada, steppedUpAt: Date.now() }, other)).data?.refundCharge.state).toBe('REFUNDED');
  });

  test('is decided by nobody who announced it, whatever they decide', async () => {
    const chargeId = await damaged(jane);
    for (const decision of [{ outcome: 'UPHOLD' }, { outcome: 'REDUCE', amountMinor: 20_000 }, { outcome: 'WAIVE' }])
      expect((await resolve(house, jane, { chargeId, ...decision })).code).toBe('FORBIDDEN');
    expect((await resolve(house, marie, { chargeId, outcome: 'UPHOLD' })).data?.resolveDispute.state).toBe('DUE');
  });
});

test('who rented and is staff now forgives nothing of their own booking', async () => {
  const { charge } = await charged();
  const self = { ...ada, id: String(claire.id), steppedUpAt: Date.now() };
  expect((await withdraw(house, self, charge.id)).code).toBe('FORBIDDEN');
  await dispute(house, claire, { chargeId: charge.id });
  expect((await resolve(house, self, { chargeId: charge.id, outcome: 'REDUCE', amountMinor: 4000 })).code).toBe('FORBIDDEN');
  await resolve(house, marie, { chargeId: charge.id, outcome: 'UPHOLD' });
  await sweepCharges(house);
  expect((await refund(house, self, charge.id)).code).toBe('FORBIDDEN');
});

describe('refuses', () => {
  let charge: Awaited<ReturnType<typeof charged>>['charge'];
  beforeAll(async () => {
    ({ charge } = await charged());
  });

  test('a dispute by another customer, by staff or by nobody', async () => {
    for (const viewer of [sam, marie, {}]) expect((await dispute(house, viewer, { chargeId: charge.id })).code).toBe('NOT_FOUND');
    expect((await dispute(house, claire, { chargeId: uuidv7() })).code).toBe('NOT_FOUND');
    expect((await dispute(house, claire, { chargeId: 'nothing' })).code).toBe('NOT_FOUND');
  });

  test('a dispute without words, with too many, or with a photo of another booking', async () => {
    const other = await aReturn(house);
    const foreign = await aPhoto(house, other.id, 'DISPUTE');
    expect((await dispute(house, claire, { chargeId: charge.id, photoIds: [foreign] })).code).toBe('NOT_FOUND');
    for (const input of [{ reason: '  ' }, { reason: 'x'.repeat(2001) }, { photoIds: ['nothing'] }]) {
      expect((await dispute(house, claire, { chargeId: charge.id, ...input })).code).toBe('BAD_INPUT');
    }
  });

  test('a decision on what nobody has disputed, a second dispute, and one after the window', async () => {
    house.moveTo(hoursAfter(atDropOff, 1));
    expect((await resolve(house, marie, { chargeId: charge.id, outcome: 'UPHOLD' })).code).toBe('WRONG_STATE');
    expect((await dispute(house, claire, { chargeId: charge.id })).code).toBeUndefined();
    expect((await dispute(house, claire, { chargeId: charge.id })).code).toBe('WRONG_STATE');
    for (const amountMinor of [null, 0, -1, 4500, 9000]) {
      expect((await resolve(house, marie, { chargeId: charge.id, outcome: 'REDUCE', amountMinor })).code).toBe('BAD_INPUT');
    }
    expect((await resolve(house, claire, { chargeId: charge.id, outcome: 'WAIVE' })).code).toBe('FORBIDDEN');
    expect((await resolve(house, marie, { chargeId: charge.id, outcome: 'UPHOLD' })).data?.resolveDispute.state).toBe('DUE');
    expect((await dispute(house, claire, { chargeId: charge.id })).code).toBe('WRONG_STATE');
    const late = await charged();
    house.moveTo(windowOver);
    expect((await dispute(house, claire, { chargeId: late.charge.id })).code).toBe('WRONG_STATE');
  });
});

describe('a dispute in the window’s last moment against the sweep at its end', () => {
  /** Another process whose clock is at that moment. */
  const at = (moment: string) => ({ ...house.world, clock: { now: () => new Date(moment) } });
  const viewer = aScope(claire).viewer;
  const input = (chargeId: string) => ({ chargeId, reason: 'Not mine', idempotencyKey: uuidv7() });

  test('exactly one of them wins', async () => {
    const wins = { DISPUTED: 0, COLLECTED: 0 };
    for (let round = 0; round < 6; round += 1) {
      const { reference, charge } = await charged();
      const [said] = await Promise.allSettled([
        disputeCharge(at(hoursAfter(windowOver, -0.0001)), viewer, input(charge.id)),
        collectCharges(at(windowOver)),
      ]);
      await collectCharges(at(windowOver));
      const [state] = await statesOf(reference);
      expect(state).toBe(said.status === 'fulfilled' ? 'DISPUTED' : 'COLLECTED');
      wins[state as keyof typeof wins] += 1;
    }
    expect(wins.DISPUTED + wins.COLLECTED).toBe(6);
  });

  test('the control: a dispute that looks without a lock is collected all the same', async () => {
    const { reference, charge } = await charged();
    const naive = async (between: () => Promise<void>): Promise<boolean> => {
      const [row] = await house.db.charge.findMany({ where: { id: charge.id, state: 'ANNOUNCED' } });
      await between();
      return row !== undefined;
    };
    const accepted = await naive(() => collectCharges(at(windowOver)));
    expect(accepted).toBe(true);
    expect(await statesOf(reference)).toEqual(['COLLECTED']);
  });
});
