import { randomUUID } from 'node:crypto';
import { erasePeople } from '../src/actions/erase.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { marie, openAgency, type House } from './agency.ts';
import {
  announce,
  aReturn,
  atDropOff,
  dispute,
  hoursAfter,
  max,
  owing,
  readCharges,
  resolve,
  sweepCharges,
  windowOver,
} from './charging.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 20 });
});
afterAll(() => house.close());

/** Somebody who asks to be forgotten as soon as the car is back. */
async function leaving(back: Parameters<typeof aReturn>[1]) {
  const renter = { id: randomUUID(), role: 'CUSTOMER', region: 'EU' } as const;
  const booking = await aReturn(house, back, renter);
  const deletionId = randomUUID();
  await house.world.sql.$transaction((tx) => noteErasure(tx, { deletionId, userId: renter.id, region: 'EU' }, house.world.clock.now()));
  const isForgotten = async (): Promise<boolean> => {
    await erasePeople(house.world);
    return (await house.db.erasure.count({ where: { deletionId, doneAt: { not: null } } })) === 1;
  };
  const states = async () => (await house.db.charge.findMany({ where: { bookingId: booking.id } })).map(({ state }) => state);
  return { ...booking, renter, isForgotten, states };
}

test('whoever leaves with charges announced is forgotten once they are collected, card and evidence there until then', async () => {
  const { isForgotten, states } = await leaving(owing);
  expect(await isForgotten()).toBe(false);
  house.moveTo(hoursAfter(windowOver, -0.001));
  expect(await isForgotten()).toBe(false);
  house.moveTo(windowOver);
  expect(await isForgotten()).toBe(false);
  await sweepCharges(house);
  expect(await states()).toEqual(['COLLECTED', 'COLLECTED']);
  expect(await isForgotten()).toBe(true);
});

test('a dispute keeps the person until it is decided, however long', async () => {
  const { renter, reference, isForgotten, states } = await leaving({ fuelEighths: 6 });
  const [fuel] = await readCharges(house, renter, reference);
  await dispute(house, renter, { chargeId: fuel?.id });
  house.moveTo(hoursAfter(windowOver, 500));
  await sweepCharges(house);
  expect(await isForgotten()).toBe(false);
  await resolve(house, marie, { chargeId: fuel?.id, outcome: 'WAIVE' });
  expect(await isForgotten()).toBe(true);
  expect(await states()).toEqual(['WAIVED']);
});

test('who owes nothing is forgotten three days after the return, for the desk may still find something', async () => {
  const { id, isForgotten } = await leaving({});
  expect(await isForgotten()).toBe(false);
  house.moveTo(hoursAfter(atDropOff, 71));
  await announce(house, max, { bookingId: id, kind: 'CLEANING', grade: 'INTERIOR' });
  house.moveTo(windowOver);
  expect(await isForgotten()).toBe(false);
  const other = await leaving({});
  house.moveTo(windowOver);
  expect(await other.isForgotten()).toBe(true);
});

test('nothing is announced to who was erased, and no key opened for what would be written of them', async () => {
  const { id, isForgotten } = await leaving({});
  house.moveTo(windowOver);
  const fine = { bookingId: id, kind: 'FINE', amountMinor: 9000, reference: 'PV 1', occurredOn: '2026-07-15' };
  expect(await isForgotten()).toBe(true);
  expect((await announce(house, max, fine)).code).toBe('WRONG_STATE');
  const { customerId } = await house.db.booking.findUniqueOrThrow({ where: { id } });
  expect((await house.world.vault.keysOf([String(customerId)])).size).toBe(0);
});

test('the erasure looks for a person by indexes alone', async () => {
  const plans = await house.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    const looks = ['charge.owner', 'charge.announced_by', 'charge_dispute.owner', 'charge_dispute.resolved_by', 'settlement.offered_by'];
    const found: unknown[] = [];
    for (const look of [...looks, 'settlement.approved_by']) {
      const [table, column] = look.split('.');
      found.push(await tx.$queryRawUnsafe(`EXPLAIN SELECT FROM ${String(table)} WHERE ${String(column)} = '${randomUUID()}'`));
    }
    return found;
  });
  expect(plans).toHaveLength(6);
  for (const plan of plans) expect(JSON.stringify(plan)).not.toContain('Seq Scan');
});

test('what the card refused for good keeps nobody', async () => {
  const { id, isForgotten, states } = await leaving({ fuelEighths: 6 });
  house.moveTo(windowOver);
  await house.db.$executeRaw`UPDATE booking SET stripe_payment_method = NULL WHERE id = ${id}::uuid`;
  await sweepCharges(house);
  expect(await states()).toEqual(['FAILED']);
  expect(await isForgotten()).toBe(true);
});
