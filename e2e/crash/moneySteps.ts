import { randomUUID } from 'node:crypto';
import { until } from '../authz/renting.ts';
import type { Ask } from '../replay/graph.ts';
import type { Booked, Rentals } from '../rentals.ts';
import type { Call } from './provider.ts';

/** One step with money, on a booking of its own. */
export interface Step {
  name: string;
  call: Call;
  /** What the call says that is meant; any when left out. */
  saying?: string;
  /** A booking that stands just before the step, and what begins it. */
  arrange(): Promise<{ booked: Booked; act: () => Promise<unknown> }>;
  /** How things stand, in a line that is `wanted` when all is as if nothing had happened. */
  outcome(booked: Booked): Promise<string>;
  wanted: string;
}

/** Steps that are killed together; `begin` sets off what nobody asks for. */
export interface Round {
  name: string;
  steps: readonly Step[];
  begin?(): Promise<void>;
}

interface Stage {
  guests: Rentals;
  desk: Ask;
  moveTo(now: Date): Promise<void>;
  openAgency(code: string, acriss: string, units: number): Promise<string[]>;
}

const agency = 'KILL';
const acriss = 'EDMV';
const today = new Date('2027-09-01T08:00Z');
const later = { agency, acriss, from: '2027-09-20T10:00', to: '2027-09-23T10:00' };
const soon = { agency, acriss, from: '2027-09-03T10:00', to: '2027-09-05T10:00' };
const soonAt = new Date('2027-09-03T08:00Z');
const hour = 3_600_000;

const chargeOf = `mutation Charge($bookingId: ID!, $idempotencyKey: String!) {
  chargeSavedCard(bookingId: $bookingId, idempotencyKey: $idempotencyKey) { id }
}`;
const nothing = (): Promise<void> => Promise.resolve();

/** All of them, in the order in which a rental comes to them. */
export function* moneySteps({ guests, desk, moveTo, openAgency }: Stage): Generator<Round> {
  const is = (booked: Booked, state: string): Promise<unknown> =>
    until(`${booked.reference} ${state}`, async () => (await guests.standing(booked)).state === state);

  /** State of the booking, shares of its price taken and given back, and its deposits. */
  async function outcome(booked: Booked): Promise<string> {
    const [{ state, payments }, { taken, back }] = await Promise.all([guests.standing(booked), guests.atProvider(booked)]);
    const deposits = payments.filter(({ kind }) => kind === 'DEPOSIT').map((payment) => payment.state);
    const share = (minor: number): string => `${((100 * minor) / booked.totalMinor).toFixed(0)} %`;
    return [state, `taken ${share(taken)}`, `back ${share(back)}`, ...(deposits.length > 0 ? [`deposit ${deposits.join(' ')}`] : [])].join(
      ', ',
    );
  }

  const opened = moveTo(today).then(() => openAgency(agency, acriss, 60));

  const capture: Step = {
    name: 'a card that was authorised is charged',
    call: 'capture',
    arrange: async () => {
      await opened;
      const { booked, clientSecret } = await guests.hold(later);
      return { booked, act: () => guests.pay(clientSecret) };
    },
    outcome,
    wanted: 'CONFIRMED, taken 100 %, back 0 %',
  };
  const refund: Step = {
    name: 'a cancelled booking is given back',
    call: 'refund',
    arrange: async () => {
      const booked = await guests.book(later);
      return { booked, act: () => guests.cancel(booked) };
    },
    outcome,
    wanted: 'CANCELLED, taken 100 %, back 100 %',
  };
  const atDesk: Step = {
    name: 'the desk charges the saved card',
    call: 'create',
    saying: 'kind]=RENTAL',
    arrange: async () => {
      const { booked, clientSecret } = await guests.hold({ ...later, plan: 'FLEX' });
      await guests.pay(clientSecret);
      await is(booked, 'CONFIRMED');
      return { booked, act: () => desk(chargeOf, { bookingId: booked.id, idempotencyKey: randomUUID() }) };
    },
    outcome,
    wanted: 'CONFIRMED, taken 100 %, back 0 %',
  };
  yield { name: 'Booking', steps: [capture, refund, atDesk] };

  const deposit: Step = {
    name: 'the deposit is held the day before',
    call: 'create',
    saying: 'kind]=DEPOSIT',
    arrange: async () => ({ booked: await guests.book(soon), act: nothing }),
    outcome,
    wanted: 'CONFIRMED, taken 100 %, back 0 %, deposit AUTHORISED',
  };
  yield { name: 'The day before', steps: [deposit], begin: () => moveTo(new Date(soonAt.getTime() - 20 * hour)) };

  const release: Step = {
    name: 'the deposit is let go with the booking',
    call: 'cancel',
    arrange: async () => {
      const booked = await guests.book(soon);
      await until('a deposit', async () => (await outcome(booked)).endsWith('deposit AUTHORISED'));
      return { booked, act: () => guests.cancel(booked) };
    },
    outcome,
    wanted: 'CANCELLED, taken 100 %, back 25 %, deposit VOIDED',
  };
  yield { name: 'Letting go', steps: [release] };
}
