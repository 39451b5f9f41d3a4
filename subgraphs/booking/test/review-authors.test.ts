import { randomUUID } from 'node:crypto';
import type { Viewer } from '@ycyw/service/viewer';
import { openAgency, type House } from './agency.ts';
import { aRental, review, withdraw } from './reviews.ts';

let house: House;
beforeAll(async () => (house = await openAgency({ 'CDG EDMV': 10 })), 60_000);
afterAll(() => house.close());

test('a partner writes and withdraws none in the name of whom it booked for', async () => {
  const { id, reference, guestToken } = await aRental(house, {});
  const partner: Partial<Viewer> = { id: randomUUID(), role: 'PARTNER', region: 'EU' };
  await house.db.booking.update({ where: { id }, data: { partnerId: partner.id ?? null } });
  expect((await review(house, partner, id, { showName: true, rating: 5 })).code).toBe('NOT_FOUND');
  expect((await review(house, {}, id, { guestToken })).code).toBeUndefined();
  expect((await withdraw(house, partner, id)).code).toBe('NOT_FOUND');
  const until = (viewer: Partial<Viewer>, token: string | null = null) =>
    house.ask<{ booking: { reviewableUntil: string | null } }>(
      viewer,
      'query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { reviewableUntil } }',
      { r: reference, t: token },
    );
  expect((await until(partner)).data.booking.reviewableUntil).toBeNull();
  expect((await until({}, guestToken)).data.booking.reviewableUntil).toBe('2026-10-16T08:00:00Z');
});

test('until when the bookings of a list may be reviewed is asked once for all', async () => {
  const renter: Partial<Viewer> = { id: randomUUID(), role: 'CUSTOMER', region: 'EU' };
  for (const _ of [1, 2]) await aRental(house, renter);
  const asked: string[] = [];
  const { sql } = house.world;
  const $queryRaw: typeof sql.$queryRaw = (query, ...values) => {
    asked.push(query.join());
    return sql.$queryRaw(query, ...values);
  };
  const list = '{ bookings(first: 10) { edges { node { reviewableUntil } } } }';
  const { data } = await house.askOf<{ bookings: { edges: unknown[] } }>({ ...house.world, sql: { ...sql, $queryRaw } }, renter, list);
  expect(data.bookings.edges).toHaveLength(2);
  expect(asked.filter((query) => query.includes('FROM inspection'))).toHaveLength(1);
});
