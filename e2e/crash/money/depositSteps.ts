import { until } from '../../authz/renting.ts';
import type { Booked } from '../../rentals.ts';
import { acriss, agency, type Stage } from './stage.ts';
import { nothing, type Step } from './step.ts';

export const trip = { agency, acriss, from: '2027-09-03T10:00', to: '2027-09-05T10:00' };
export const pickUp = new Date('2027-09-03T08:00Z');
export const dropOff = new Date('2027-09-05T08:00Z');

/** A booking of the next day's, its deposit held. */
export async function withDeposit({ guests, books }: Stage, wish = trip): Promise<Booked> {
  const booked = await guests.book(wish);
  await until('a deposit', async () =>
    (await books.of(booked.id)).payments.some(({ kind, state }) => kind === 'DEPOSIT' && state === 'AUTHORISED'),
  );
  return booked;
}

/** The deposit is asked for when the time has come. */
export const holding = ({ guests }: Stage): Step => ({
  name: 'the deposit is held the day before',
  call: 'create',
  saying: 'kind]=DEPOSIT',
  arrange: async () => ({ booked: await guests.book(trip), act: nothing }),
  wanted: 'CONFIRMED, taken 100 %, kept 100 %, deposit AUTHORISED',
});

/** It goes with the booking. */
export const lettingGo = (stage: Stage): Step => ({
  name: 'the deposit is let go with the booking',
  call: 'cancel',
  arrange: async () => {
    const booked = await withDeposit(stage);
    return { booked, act: () => stage.guests.cancel(booked) };
  },
  wanted: 'CANCELLED, taken 100 %, kept 75 %, deposit VOIDED, 1 INVOICE',
});
