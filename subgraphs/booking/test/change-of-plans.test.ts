import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { claire, eventually, liveKey, openAgency, without, type House } from './agency.ts';
import { account, payAtDesk, refundAtDesk } from './counter.ts';
import { aBooking, aDriver, aHold, aQuote, book, cancel, stateOf, type Trip } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 30, 'JFK EDMV': 10 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

type Asker = Partial<Viewer>;
interface Change {
  pickUpAt?: string;
  dropOffAt?: string;
}
async function quote(viewer: Asker, bookingId: string, change: Change, guestToken: string | null = null) {
  const { data, code } = await house.ask<{
    quoteAmendment: { id: string; difference: { minor: number }; price: { total: { minor: number } } };
  } | null>(
    viewer,
    `mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { id difference { minor } price { total { minor } } } } }`,
    { input: { bookingId, guestToken, idempotencyKey: uuidv7(), ...change } },
  );
  return { code, quoted: data?.quoteAmendment };
}
async function amend(viewer: Asker, amendmentQuoteId: string | undefined, guestToken: string | null = null) {
  const { data, code } = await house.ask<{
    amendBooking: {
      booking: { due: { minor: number } };
      payment: { clientSecret: string } | null;
      refund: { amount: { minor: number } } | null;
    };
  } | null>(
    viewer,
    `mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { ... on AmendBookingSuccess {
      booking { due { minor } } payment { clientSecret } refund { amount { minor } } } } }`,
    { input: { amendmentQuoteId, guestToken, idempotencyKey: uuidv7() } },
  );
  return { code, made: data?.amendBooking };
}
/** Changes the booking and pays what that costs; what it gave back. */
async function change(viewer: Asker, bookingId: string, wish: Change): Promise<number> {
  const { quoted } = await quote(viewer, bookingId, wish);
  const { made } = await amend(viewer, quoted?.id);
  if (made?.payment) {
    await house.pay(made.payment.clientSecret);
    await eventually(
      () => house.db.amendment.findUniqueOrThrow({ where: { id: quoted?.id ?? '' } }),
      ({ state }) => state === 'APPLIED',
    );
  }
  return made?.refund?.amount.minor ?? 0;
}
const cancelled = async (bookingId: string): Promise<number> =>
  (await cancel(house, claire, { bookingId })).data.cancelBooking.refund?.amount.minor ?? 0;

// 10:00 on the wall is 08:00 in Paris' summer, 14:00 in New York's, and the day of a clock change in each.
const trips: [string, Trip, string][] = [
  ['Paris', { acriss: ['EDMV'], pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00' }, '2026-07-14T08:00:00Z'],
  [
    'New York',
    { acriss: ['EDMV'], pickUpAgency: 'JFK', pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00' },
    '2026-07-14T14:00:00Z',
  ],
  [
    'Paris, after its clocks went back',
    { acriss: ['EDMV'], pickUpAt: '2026-10-26T10:00', dropOffAt: '2026-10-30T10:00' },
    '2026-10-26T09:00:00Z',
  ],
];
const before = (instant: string, minutes: number): string => new Date(Date.parse(instant) - minutes * 60_000).toISOString();
const hours = 60;
const days = 24 * 60;

describe.each(trips)('in %s', (_, trip, pickUp) => {
  test.each([
    ['48 h 01 min', 48 * hours + 1, undefined],
    ['47 h 59 min', 48 * hours - 1, 'TOO_LATE_TO_AMEND'],
  ])('a change %s before pick-up', async (__, minutes, code) => {
    const { id } = await aBooking(house, claire, trip);
    house.moveTo(before(pickUp, minutes));
    expect((await quote(claire, id, { dropOffAt: trip.dropOffAt?.replace('T10:00', 'T12:00') })).code).toBe(code);
  });

  test.each([
    ['8 d', 8 * days, 1],
    ['6 d 23 h', 7 * days - hours, 0.25],
  ])('cancelled %s before pick-up', async (__, minutes, share) => {
    const { id, payment } = await aBooking(house, claire, trip);
    house.moveTo(before(pickUp, minutes));
    expect(await cancelled(id)).toBe(Math.round(payment.amount.minor * share));
  });
});

test('moved out and then cancelled gains nothing: the earliest pick-up counts', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-06-06T10:00', dropOffAt: '2026-06-08T10:00' });
  const back = await change(claire, booking.id, { pickUpAt: '2026-08-06T10:00', dropOffAt: '2026-08-08T10:00' });
  const row = await house.db.booking.findUniqueOrThrow({ where: { id: booking.id } });
  expect(row.pickUpAt.toISOString()).toBe('2026-08-06T08:00:00.000Z');
  expect(back).toBe(0);
  // All that was paid by then, the dearer August included.
  expect(await cancelled(booking.id)).toBe(Math.round(Number(row.totalMinor) * 0.25));
});

test('shortened and then cancelled gains nothing either', async () => {
  house.moveTo('2026-07-09T08:00:00Z');
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-28T10:00' });
  const first = await change(claire, booking.id, { dropOffAt: '2026-07-15T10:00' });
  const second = await cancelled(booking.id);
  expect(first).toBeGreaterThan(0);
  expect(first + second).toBeLessThanOrEqual(Math.round(booking.payment.amount.minor * 0.25) + 1);
});

test('the control: measured against the present pick-up, moving out would have gained', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-06-06T10:00', dropOffAt: '2026-06-08T10:00' });
  await change(claire, booking.id, { pickUpAt: '2026-08-06T10:00', dropOffAt: '2026-08-08T10:00' });
  await house.db.$executeRaw`UPDATE booking SET earliest_pick_up_at = pick_up_at WHERE id = ${booking.id}::uuid`;
  expect(await cancelled(booking.id)).toBeGreaterThan(Math.round(booking.payment.amount.minor * 0.25));
});

test('a guest changes a booking with its token, and nobody else with another one', async () => {
  const hold = await aHold(house, {}, { acriss: ['EDMV'] });
  await house.pay(hold.payment.clientSecret);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'CONFIRMED',
  );
  const token = hold.guestToken ?? '';
  const other = (await aHold(house, {}, { acriss: ['EDMV'] })).guestToken ?? '';
  const longer = { dropOffAt: '2026-07-20T10:00' };
  expect((await quote({}, hold.id, longer)).code).toBe('NOT_FOUND');
  expect((await quote({}, hold.id, longer, other)).code).toBe('NOT_FOUND');
  const { quoted } = await quote({}, hold.id, longer, token);
  expect((await amend({}, quoted?.id)).code).toBe('NOT_FOUND');
  expect((await amend(claire, quoted?.id)).code).toBe('NOT_FOUND');
  const { made } = await amend({}, quoted?.id, token);
  await house.pay(made?.payment?.clientSecret ?? '');
  await eventually(
    () => house.db.booking.findUniqueOrThrow({ where: { id: hold.id } }),
    ({ totalMinor }) => Number(totalMinor) === quoted?.price.total.minor,
  );
});

test('a partner changes what it booked for its customer, with a key that may', async () => {
  const { id } = await aBooking(house, liveKey, { acriss: ['EDMV'] });
  const { quoted } = await quote(liveKey, id, { dropOffAt: '2026-07-20T10:00' });
  expect((await amend(without(liveKey, 'bookings:write'), quoted?.id)).code).toBe('SCOPE_MISSING');
  expect((await amend(liveKey, quoted?.id)).made?.payment?.clientSecret).toMatch(/^pi_/);
});

describe('paid at hand-over', () => {
  async function aFlexBooking() {
    const { data } = await book(house, claire, await aQuote(house, claire, { acriss: ['EDMV'], ratePlans: ['FLEX'] }), aDriver());
    const { booking, cardSetup } = data.bookQuote;
    await house.pay(cardSetup?.clientSecret ?? '');
    const id = booking?.id ?? '';
    await eventually(
      () => stateOf(house, id),
      (state) => state === 'CONFIRMED',
    );
    return { id, reference: booking?.reference ?? '' };
  }

  test('a change only changes what is due, up and down, and charges nothing', async () => {
    const { id, reference } = await aFlexBooking();
    const { due } = await account(house, claire, reference);
    for (const dropOffAt of ['2026-07-22T10:00', '2026-07-15T10:00']) {
      const { quoted } = await quote(claire, id, { dropOffAt });
      const { made } = await amend(claire, quoted?.id);
      expect(made).toMatchObject({ payment: null, refund: null, booking: { due: quoted?.price.total } });
    }
    expect((await account(house, claire, reference)).payments).toEqual([]);
    expect((await account(house, claire, reference)).due.minor).toBeLessThan(due.minor);
    expect(await cancelled(id)).toBe(0);
  });

  test('what was paid at the desk and is then too much goes back, in full and at the desk', async () => {
    const { id, reference } = await aFlexBooking();
    const paid = (await account(house, claire, reference)).due.minor;
    await payAtDesk(house, id, paid);
    const { quoted } = await quote(claire, id, { dropOffAt: '2026-07-15T10:00' });
    const { made } = await amend(claire, quoted?.id);
    expect(made?.refund?.amount.minor).toBe(paid - (quoted?.price.total.minor ?? 0));
    const [refund] = (await account(house, claire, reference)).refunds;
    const staff = { id: '019a0000-0000-7000-8000-000000000003', role: 'AGENT', region: 'EU', steppedUpAt: Date.now() } as const;
    expect((await refundAtDesk(house, staff, refund?.id ?? '')).data?.recordDeskRefund.due.minor).toBe(0);
  });
});
