import { randomUUID } from 'node:crypto';
import { until } from '../../authz/renting.ts';
import * as operations from '../../replay/operations.ts';
import type { Booked } from '../../rentals.ts';
import { trip, withDeposit } from './depositSteps.ts';
import type { Stage } from './stage.ts';
import { nothing, type Step } from './step.ts';

/** A rental that is under way, with its unit. */
export interface Rented {
  booked: Booked;
  unit: string;
}

const payOf = `mutation Pay($id: ID!, $charges: [ID!]!, $guestToken: String, $key: String!) {
  payCharges(bookingId: $id, chargeIds: $charges, guestToken: $guestToken, idempotencyKey: $key) { id }
}`;
const giveBackOf = `mutation GiveBack($id: ID!, $key: String!) { refundCharge(id: $id, reason: "Geste commercial", idempotencyKey: $key) { state } }`;

const clean = { odometerKm: 200, fuelEighths: 8 };
/** Too far, and the tank not full: two charges. */
const owing = { odometerKm: 1300, fuelEighths: 5 };

const collected = 'RETURNED, taken 100 %, kept 100 %, deposit VOIDED, charges 2 COLLECTED by 1, 2 INVOICE';

/** Longer than a card's deposit is held. */
export const long = { ...trip, to: '2027-09-13T10:00' };

/** Bookings whose cars are handed over at their pick-up, to which `begin` moves the clock. */
export async function rented(stage: Stage, trips: readonly (typeof trip)[], begin: () => Promise<void>): Promise<Rented[]> {
  const rentals: Rented[] = [];
  for (const each of trips) rentals.push({ booked: await withDeposit(stage, each), unit: stage.nextUnit() });
  await begin();
  for (const { booked, unit } of rentals) {
    const input = { bookingId: booked.id, vehicleId: unit, odometerKm: 100, fuelEighths: 8, idempotencyKey: randomUUID() };
    await stage.desk(operations.handOver, { input });
  }
  return rentals;
}

export const takeBack = ({ desk }: Stage, { booked, unit }: Rented, reading = owing): Promise<unknown> =>
  desk(operations.takeBack, { input: { bookingId: booked.id, vehicleId: unit, ...reading, idempotencyKey: randomUUID() } });

const next = (rentals: Rented[]): Rented => {
  const rental = rentals.pop();
  if (!rental) throw new Error('no rental is left');
  return rental;
};

/** Nothing is owed: the deposit goes at once. */
export const releasing = (stage: Stage, underWay: Rented[]): Step => ({
  name: 'the deposit is let go at the return',
  call: 'cancel',
  arrange: () => {
    const rental = next(underWay);
    return Promise.resolve({ booked: rental.booked, act: () => takeBack(stage, rental, clean) });
  },
  wanted: 'RETURNED, taken 100 %, kept 100 %, deposit VOIDED, 1 INVOICE',
});

/** The renter does not wait for the end of the window. */
export const paying = ({ guest, books }: Stage, back: Rented[]): Step => ({
  name: 'the renter pays announced charges now',
  call: 'create',
  saying: 'kind]=CHARGE',
  arrange: async () => {
    const { booked } = next(back);
    const charges = (await books.of(booked.id)).charges.map(({ id }) => id);
    return { booked, act: () => guest(payOf, { id: booked.id, charges, guestToken: booked.guestToken, key: randomUUID() }) };
  },
  wanted: collected,
});

/** Nobody has disputed them in time. */
export const collecting = (back: Rented[]): Step => ({
  name: 'announced charges are collected after the window',
  call: 'create',
  saying: 'kind]=CHARGE',
  arrange: () => Promise.resolve({ booked: next(back).booked, act: nothing }),
  wanted: collected,
});

/** The card lets go of a deposit after a week: another one takes its place. */
export const renewing = (underWay: Rented[]): Step => ({
  name: 'the deposit is held anew while the car is out',
  call: 'create',
  saying: 'kind]=DEPOSIT',
  arrange: () => Promise.resolve({ booked: next(underWay).booked, act: nothing }),
  wanted: 'IN_PROGRESS, taken 100 %, kept 100 %, deposit VOIDED AUTHORISED',
});

/** A charge that was collected is given back, the other stays. */
export const givingBack = ({ admin, books }: Stage, back: Rented[]): Step => ({
  name: 'a collected charge is given back',
  call: 'refund',
  isPart: true,
  arrange: async () => {
    const { booked } = next(back);
    const own = await until('collected and invoiced charges', async () => {
      const { charges, documents } = await books.of(booked.id);
      return documents.length === 2 && charges.every(({ state }) => state === 'COLLECTED') && charges;
    });
    return { booked, act: () => admin(giveBackOf, { id: own.at(-1)?.id, key: randomUUID() }) };
  },
  wanted: 'RETURNED, taken 100 %, kept 100 %, deposit VOIDED, charges 1 COLLECTED 1 REFUNDED by 1, 2 INVOICE 1 CREDIT_NOTE',
});
