import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { collectCharges } from '../src/actions/charge/collect.ts';
import { claire, eventually, marie, type House } from './agency.ts';
import { sweep } from './counter.ts';
import { aBooking, aHold, stateOf, type Trip } from './rental.ts';

export const max: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000008', role: 'MANAGER', region: 'EU' };
/** Back on time, after 1,000 km of the 1,000 included, and full. */
export const trip: Trip = { acriss: ['EDMV'], pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00' };
export const atPickUp = '2026-07-14T08:00:00Z';
export const atDropOff = '2026-07-18T08:00:00Z';
export const hoursAfter = (at: string, hours: number): string => new Date(Date.parse(at) + hours * 3_600_000).toISOString();
/** A moment after the windows of what was announced at the drop-off. */
export const windowOver = hoursAfter(atDropOff, 72);

export interface ShownCharge {
  id: string;
  kind: string;
  state: string;
  amount: { minor: number; currency: string };
  announced: { minor: number };
  rule: string;
  disputable: boolean;
  disputableUntil: string;
  answer: string | null;
  line: {
    label: string;
    quantity: number;
    net: { minor: number };
    gross: { minor: number };
    taxes: { rate: string | null; amount: { minor: number } }[];
  };
  evidence: {
    before: { odometerKm: number; fuelEighths: number };
    after: { odometerKm: number; fuelEighths: number };
    reason: string | null;
    reference: string | null;
    occurredOn: string | null;
    photos: ({ id: string } | null)[];
  };
  dispute: { reason: string | null; outcome: string | null } | null;
  payment: { id: string; state: string; clientSecret: string | null } | null;
}

const parts = `id kind state amount { minor currency } announced { minor } rule disputable disputableUntil answer
  line { label quantity net { minor } gross { minor } taxes { rate amount { minor } } }
  evidence { before { odometerKm fuelEighths } after { odometerKm fuelEighths } reason reference occurredOn photos { id } }
  dispute { reason outcome } payment { id state clientSecret }`;

export const readCharges = async (house: House, viewer: Partial<Viewer>, reference: string, guestToken: string | null = null) =>
  (
    await house.ask<{ booking: { charges: ShownCharge[] } }>(
      viewer,
      `query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { charges { ${parts} } } }`,
      { r: reference, t: guestToken },
      'en',
    )
  ).data.booking.charges;

export const suggestions = async (house: House, viewer: Partial<Viewer>, bookingId: string) =>
  house.ask<{ chargeSuggestions: { kind: string; needsManager: boolean; line: { gross: { minor: number } } }[] } | null>(
    viewer,
    'query ($id: ID!) { chargeSuggestions(bookingId: $id) { kind needsManager rule line { gross { minor } } before { odometerKm } after { odometerKm } } }',
    { id: bookingId },
  );

const step =
  <Name extends string>(house: House, name: Name, signature: string, args: string) =>
  (viewer: Partial<Viewer>, variables: Record<string, unknown>) =>
    house.ask<Record<Name, ShownCharge> | null>(viewer, `mutation (${signature}) { ${name}(${args}) { ${parts} } }`, variables, 'en');

export const announce = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown>) =>
  step(house, 'announceCharge', '$input: AnnounceChargeInput!', 'input: $input')(viewer, { input: { idempotencyKey: uuidv7(), ...input } });
export const dispute = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown>) =>
  step(
    house,
    'disputeCharge',
    '$input: DisputeChargeInput!',
    'input: $input',
  )(viewer, {
    input: { reason: 'It was full when I left it', idempotencyKey: uuidv7(), ...input },
  });
export const resolve = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown>) =>
  step(
    house,
    'resolveDispute',
    '$input: ResolveDisputeInput!',
    'input: $input',
  )(viewer, {
    input: { reason: 'Seen with the photos', idempotencyKey: uuidv7(), ...input },
  });
const ofCharge = ['$id: ID!, $reason: String!, $key: String!', 'id: $id, reason: $reason, idempotencyKey: $key'] as const;
export const chargeNothing = (house: House, viewer: Partial<Viewer>, id: string, key: string = uuidv7()) =>
  house.ask(viewer, 'mutation ($id: ID!, $key: String!) { releaseDeposit(bookingId: $id, idempotencyKey: $key) { id } }', { id, key });
export const withdraw = (house: House, viewer: Partial<Viewer>, id: string, key: string = uuidv7()) =>
  step(house, 'withdrawCharge', ...ofCharge)(viewer, { id, reason: 'A mistake', key });
export const refund = (house: House, viewer: Partial<Viewer>, id: string, key: string = uuidv7()) =>
  step(house, 'refundCharge', ...ofCharge)(viewer, { id, reason: 'As a courtesy', key });
export const pay = (
  house: House,
  viewer: Partial<Viewer>,
  bookingId: string,
  chargeIds: readonly string[],
  guestToken: string | null = null,
  key: string = uuidv7(),
) =>
  house.ask<{ payCharges: { id: string; kind: string; state: string; amount: { minor: number }; clientSecret: string | null } } | null>(
    viewer,
    'mutation ($id: ID!, $charges: [ID!]!, $t: String, $key: String!) { payCharges(bookingId: $id, chargeIds: $charges, guestToken: $t, idempotencyKey: $key) { id kind state amount { minor } clientSecret } }',
    { id: bookingId, charges: chargeIds, t: guestToken, key },
  );
/** Pays all that the booking has still to pay. */
export async function payNow(house: House, viewer: Partial<Viewer>, bookingId: string, guestToken: string | null = null) {
  const state = { in: ['ANNOUNCED', 'DUE', 'FAILED'] };
  const open = await house.db.charge.findMany({ where: { bookingId, state } });
  return pay(
    house,
    viewer,
    bookingId,
    open.map(({ id }) => id),
    guestToken,
  );
}

/** What the sweeper does every two seconds, the charges with it. */
export async function sweepCharges(house: House): Promise<void> {
  await collectCharges(house.world);
  await sweep(house);
}

export interface Back {
  at?: string;
  odometerKm?: number;
  fuelEighths?: number;
  /** Damage that was found. */
  marks?: readonly object[];
}

/** Hands over a unit of the booked class with 1,000 km on its clock, and full. */
export async function handOver(house: House, bookingId: string) {
  const out = await house.db.booking.findMany({ where: { state: 'IN_PROGRESS' }, select: { vehicleId: true } });
  const vehicleId = house.units.get('CDG EDMV')?.find((unit) => out.every((booking) => booking.vehicleId !== unit));
  const input = { bookingId, vehicleId, odometerKm: 1000, fuelEighths: 8, idempotencyKey: uuidv7() };
  return house.ask(marie, 'mutation ($input: InspectionInput!) { handOverVehicle(input: $input) { state } }', { input });
}

/** Takes a car back that left with 1,000 km on its clock and full. */
export async function bringBack(
  house: House,
  bookingId: string,
  { at = atDropOff, odometerKm = 2000, fuelEighths = 8, marks = [] }: Back = {},
) {
  const { vehicleId } = await house.db.booking.findUniqueOrThrow({ where: { id: bookingId } });
  house.moveTo(at);
  const input = { bookingId, vehicleId, odometerKm, fuelEighths, marks, idempotencyKey: uuidv7() };
  const back = await house.ask(marie, 'mutation ($input: InspectionInput!) { takeBackVehicle(input: $input) { state } }', { input });
  // The next renter of the same unit is told of 1,000 km again.
  await house.db.$executeRaw`UPDATE vehicle SET odometer_km = NULL WHERE id = ${vehicleId}::uuid`;
  return back;
}

/** A rental that is over. */
export async function aReturn(house: House, back: Back = {}, viewer: Partial<Viewer> = claire) {
  house.moveTo('2026-06-01T08:00:00Z');
  const booking = await aBooking(house, viewer, trip);
  house.moveTo(atPickUp);
  await handOver(house, booking.id);
  await bringBack(house, booking.id, back);
  return booking;
}

/** 150 km and two eighths too few. */
export const owing: Back = { odometerKm: 2150, fuelEighths: 6 };

/** A rental that is over and owes two charges, of a card that says yes only once. */
export async function returnOn(house: House, card: string) {
  house.moveTo('2026-06-01T08:00:00Z');
  const hold = await aHold(house, claire, trip);
  await house.confirm(hold.payment.clientSecret, card);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'CONFIRMED',
  );
  await house.db.$executeRaw`UPDATE booking SET price = jsonb_set(price, '{depositMinor}', '0') WHERE id = ${hold.id}::uuid`;
  house.moveTo(atPickUp);
  await handOver(house, hold.id);
  await bringBack(house, hold.id, owing);
  return hold;
}

/** A photo of an inspection of the booking; its id. */
export async function aPhoto(house: House, bookingId: string, purpose: string): Promise<string> {
  const id = uuidv7();
  await house.db.$executeRaw`
    INSERT INTO photo (id, booking_id, region, owner, purpose, bytes, upload_until, sealed_key, created_at, taken_at, width, height)
    SELECT ${id}::uuid, id, region, coalesce(customer_id, id), ${purpose}, 1000, now(), '\\x00', now(), now(), 640, 480
    FROM booking WHERE id = ${bookingId}::uuid`;
  return id;
}

export const toldOf = async (house: House, bookingId: string, type: string): Promise<Record<string, unknown>[]> => {
  const rows = await house.db.outbox.findMany({
    where: { type, payload: { path: ['bookingId'], equals: bookingId } },
    orderBy: { position: 'asc' },
  });
  return rows.map(({ payload }) => payload as Record<string, unknown>);
};
