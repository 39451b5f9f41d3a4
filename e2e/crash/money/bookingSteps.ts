import { randomUUID } from 'node:crypto';
import { acriss, agency, type Stage } from './stage.ts';
import type { Step } from './step.ts';

const trip = { agency, acriss, from: '2027-09-20T10:00', to: '2027-09-23T10:00' };
const withCashback = { ...trip, useCashback: true };
const cashbackMinor = 3000;

const chargeOf = `mutation Charge($bookingId: ID!, $idempotencyKey: String!) {
  chargeSavedCard(bookingId: $bookingId, idempotencyKey: $idempotencyKey) { id }
}`;

/** A booking is paid, given back, and paid at the desk; with cashback or without. */
export const bookingSteps = ({ guests, claires, shop, desk, stands }: Stage): Step[] => [
  {
    name: 'a card that was authorised is charged',
    call: 'capture',
    arrange: async () => {
      const { booked, clientSecret } = await guests.hold(trip);
      return { booked, act: () => guests.pay(clientSecret) };
    },
    wanted: 'CONFIRMED, taken 100 %, kept 100 %',
  },
  {
    name: 'a cancelled booking is given back',
    call: 'refund',
    arrange: async () => {
      const booked = await guests.book(trip);
      return { booked, act: () => guests.cancel(booked) };
    },
    wanted: 'CANCELLED, taken 100 %, kept 0 %',
  },
  {
    name: 'the desk charges the saved card',
    call: 'create',
    saying: 'kind]=RENTAL',
    arrange: async () => {
      const { booked, clientSecret } = await guests.hold({ ...trip, plan: 'FLEX' });
      await guests.pay(clientSecret);
      await stands(booked, 'CONFIRMED');
      return { booked, act: () => desk(chargeOf, { bookingId: booked.id, idempotencyKey: randomUUID() }) };
    },
    wanted: 'CONFIRMED, taken 100 %, kept 100 %',
  },
  {
    name: 'cashback is spent, the rest is charged to the card',
    call: 'capture',
    arrange: async () => {
      await shop.earn(cashbackMinor);
      const { booked, clientSecret } = await claires.hold(withCashback);
      return { booked, act: () => claires.pay(clientSecret) };
    },
    wanted: 'CONFIRMED, taken 100 %, kept 100 %, cashback in proportion',
  },
  {
    name: 'a cancelled booking gives card and cashback back',
    call: 'refund',
    arrange: async () => {
      await shop.earn(cashbackMinor);
      const booked = await claires.book(withCashback);
      return { booked, act: () => claires.cancel(booked) };
    },
    wanted: 'CANCELLED, taken 100 %, kept 0 %, cashback in proportion',
  },
];

/** What a booking costs changes. */
export const changeSteps = ({ guests }: Stage): Step[] => [
  {
    name: 'a change that costs more is charged',
    call: 'capture',
    arrange: async () => {
      const booked = await guests.book(trip);
      return { booked, act: () => guests.amend(booked, { dropOffAt: '2027-09-24T10:00' }) };
    },
    wanted: 'CONFIRMED, taken 100 %, kept 100 %, change APPLIED',
  },
  {
    name: 'a change that costs less is given back',
    call: 'refund',
    isPart: true,
    arrange: async () => {
      const booked = await guests.book(trip);
      return { booked, act: () => guests.amend(booked, { dropOffAt: '2027-09-22T10:00' }) };
    },
    wanted: 'CONFIRMED, taken 100 %, kept 100 %, change APPLIED',
  },
];
