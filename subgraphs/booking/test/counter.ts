import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { askAll } from '../src/actions/attempt.ts';
import { closeRentals, openDeposits } from '../src/actions/deposit.ts';
import { expireLapsed } from '../src/actions/expire.ts';
import { sendRefunds, sendVoids } from '../src/actions/settle.ts';
import { claire, eventually, marie, type House } from './agency.ts';
import { aQuote, book, stateOf, type Trip } from './rental.ts';

/** What the sweeper does every two seconds, without the waits between attempts. */
export async function sweep(house: House): Promise<void> {
  await house.db.$executeRaw`
    UPDATE payment SET retry_at = NULL WHERE id IN (SELECT id FROM payment WHERE retry_at IS NOT NULL FOR UPDATE SKIP LOCKED)`;
  await expireLapsed(house.world);
  await openDeposits(house.world);
  await askAll(house.world);
  await closeRentals(house.world);
  await sendVoids(house.world, null);
  await sendRefunds(house.world);
}

export const payingThere: Trip = { acriss: ['EDMV'], pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00', ratePlans: ['FLEX'] };

/** A hold of a rental that is paid at the hand-over, for which a card is to be saved by `secret`. */
export async function aFlexHold(house: House, viewer: Partial<Viewer> = claire, trip: Trip = payingThere) {
  const { data, errors } = await book(house, viewer, await aQuote(house, viewer, trip));
  const { booking, cardSetup, payment, guestToken = null } = data.bookQuote;
  if (!booking || !cardSetup) throw new Error(`not held: ${JSON.stringify([data, errors])}`);
  expect(payment).toBeNull();
  return { ...booking, guestToken, secret: cardSetup.clientSecret };
}

export const confirmed = (house: House, id: string): Promise<string> =>
  eventually(
    () => stateOf(house, id),
    (state) => state === 'CONFIRMED',
  );

/** That rental, its card saved. */
export async function aFlexBooking(house: House, card = 'pm_card_visa', viewer: Partial<Viewer> = claire) {
  const hold = await aFlexHold(house, viewer);
  await house.confirm(hold.secret, card);
  await confirmed(house, hold.id);
  return hold;
}

/** States of a booking's deposits, oldest first. */
export const depositsOf = async (house: House, bookingId: string): Promise<string[]> =>
  (await house.db.payment.findMany({ where: { bookingId, kind: 'DEPOSIT' }, orderBy: { id: 'asc' } })).map(({ state }) => state);

/** No car's odometer runs backwards. */
let km = 0;

async function inspect(house: House, field: string, bookingId: string, vehicleId: string, odometerKm: number) {
  const input = { bookingId, vehicleId, odometerKm, fuelEighths: 8, idempotencyKey: uuidv7() };
  return house.ask<Record<string, { state: string }> | null>(
    marie,
    `mutation ($input: InspectionInput!) { ${field}(input: $input) { state due { minor } } }`,
    { input },
  );
}

/** Hands over a unit of the booked class that is in the yard. */
export async function handOver(house: House, bookingId: string) {
  const { acriss, pickUpAgency: agency } = await house.db.booking.findUniqueOrThrow({ where: { id: bookingId } });
  const out = await house.db.booking.findMany({ where: { state: 'IN_PROGRESS' }, select: { vehicleId: true } });
  const free = house.units.get(`${agency} ${acriss}`)?.find((unit) => out.every(({ vehicleId }) => vehicleId !== unit));
  return inspect(house, 'handOverVehicle', bookingId, free ?? '', (km += 1000));
}

export async function takeBack(house: House, bookingId: string) {
  const { vehicleId } = await house.db.booking.findUniqueOrThrow({ where: { id: bookingId } });
  return inspect(house, 'takeBackVehicle', bookingId, vehicleId ?? '', (km += 1000));
}

export const retryDeposit = (house: House, viewer: Partial<Viewer>, bookingId: string, guestToken: string | null = null) =>
  house.ask<{ retryDeposit: { id: string; kind: string; state: string; clientSecret: string | null } } | null>(
    viewer,
    `mutation ($id: ID!, $guestToken: String, $key: String!) {
      retryDeposit(bookingId: $id, guestToken: $guestToken, idempotencyKey: $key) { id kind state clientSecret } }`,
    { id: bookingId, guestToken, key: uuidv7() },
  );

const booking =
  'state due { minor } deposit { minor } payments { kind state amount { minor } clientSecret } refunds { id state amount { minor } }';
export interface Account {
  state: string;
  due: { minor: number };
  deposit: { minor: number };
  payments: { kind: string; state: string; amount: { minor: number }; clientSecret: string | null }[];
  refunds: { id: string; state: string; amount: { minor: number } }[];
}

/** The booking's account, as `viewer` sees it. */
export const account = async (house: House, viewer: Partial<Viewer>, reference: string, guestToken: string | null = null) =>
  (
    await house.ask<{ booking: Account }>(
      viewer,
      `query ($reference: String!, $guestToken: String) { booking(reference: $reference, guestToken: $guestToken) { ${booking} } }`,
      { reference, guestToken },
    )
  ).data.booking;

export const payAtDesk = (
  house: House,
  bookingId: string,
  amountMinor: number,
  idempotencyKey: string = uuidv7(),
  viewer: Partial<Viewer> = marie,
) =>
  house.ask<{ recordDeskPayment: Account } | null>(
    viewer,
    `mutation ($input: DeskPaymentInput!) { recordDeskPayment(input: $input) { ${booking} } }`,
    { input: { bookingId, amountMinor, method: 'TERMINAL', reference: 'T-77', idempotencyKey } },
  );

export const chargeCard = (house: House, bookingId: string, idempotencyKey: string = uuidv7()) =>
  house.ask<{ chargeSavedCard: Account } | null>(
    marie,
    `mutation ($id: ID!, $key: String!) { chargeSavedCard(bookingId: $id, idempotencyKey: $key) { ${booking} } }`,
    { id: bookingId, key: idempotencyKey },
  );

export const refundAtDesk = (house: House, viewer: Partial<Viewer>, refundId: string) =>
  house.ask<{ recordDeskRefund: Account } | null>(
    viewer,
    `mutation ($id: ID!, $key: String!) { recordDeskRefund(refundId: $id, idempotencyKey: $key) { ${booking} } }`,
    { id: refundId, key: uuidv7() },
  );
