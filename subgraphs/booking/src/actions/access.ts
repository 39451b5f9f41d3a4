import { createHash } from 'node:crypto';
import { Refusal } from '@ycyw/service/refusal';
import { isService, isStaff, worksAt, type Viewer } from '@ycyw/service/viewer';
import type { Booking } from '../data/booking.ts';
import type { Caller } from '../data/request.ts';
import { isGuestToken } from './signature.ts';
import type { World } from './world.ts';

/** Sandbox bookings are for test keys alone, and test keys see nothing else. */
const isOfTheirWorld = (viewer: Viewer, booking: Booking): boolean => booking.sandbox === viewer.test;

/** Whether the viewer is who rented: the customer, or a guest with the booking's token. No partner speaks for them. */
export const hasRented = (world: World, viewer: Viewer, booking: Booking, token?: string | null): boolean =>
  isOfTheirWorld(viewer, booking) &&
  ((viewer.id !== null && booking.customerId === viewer.id) || Boolean(token && isGuestToken(world.signingKey, booking.id, token)));

/** Whether the viewer is the one who rents: the customer, the partner who booked for one, or a guest with the booking's token. */
export const isRenter = (world: World, viewer: Viewer, booking: Booking, token?: string | null): boolean =>
  hasRented(world, viewer, booking, token) || (isOfTheirWorld(viewer, booking) && viewer.id !== null && booking.partnerId === viewer.id);

/** Whether the viewer is staff who work where the booking begins or ends. */
async function isAtWork(world: World, viewer: Viewer, booking: Booking): Promise<boolean> {
  if (!isStaff(viewer) || !isOfTheirWorld(viewer, booking)) return false;
  const regions = await world.agencies.regions();
  const { pickUp, dropOff } = booking.journey;
  return [pickUp.agency, dropOff.agency].some((code) => worksAt(viewer, { code, region: regions.get(code) ?? '' }));
}

/** The codes of the agencies where a member of staff works; null: everywhere. */
export async function workplaces(world: World, viewer: Viewer): Promise<string[] | null> {
  if (viewer.role === 'ADMIN') return null;
  return [...(await world.agencies.regions())].flatMap(([code, region]) => (worksAt(viewer, { code, region }) ? [code] : []));
}

/** Whether the viewer may see the booking: the renter, staff of its agencies, and our own services. */
export const mayRead = async (world: World, viewer: Viewer, booking: Booking, token?: string | null): Promise<boolean> =>
  isRenter(world, viewer, booking, token) ||
  (isService(viewer) && isOfTheirWorld(viewer, booking)) ||
  (await isAtWork(world, viewer, booking));

/** The booking for its renter or staff of its agencies to change; NOT_FOUND for anyone else, as if it did not exist. */
export async function requireManageable(world: World, viewer: Viewer, booking: Booking | null, token?: string | null): Promise<Booking> {
  if (booking && (isRenter(world, viewer, booking, token) || (await isAtWork(world, viewer, booking)))) return booking;
  throw new Refusal('NOT_FOUND');
}

/** The booking at the desk of one of its agencies; NOT_FOUND for staff of others, its own renter among them. */
export async function requireAtDesk(world: World, viewer: Viewer, booking: Booking | null): Promise<Booking> {
  if (booking && (await isAtWork(world, viewer, booking))) return booking;
  throw new Refusal('NOT_FOUND');
}

/** Whose idempotency key it is; `secret` is what an anonymous caller must know anyway, whatever they write there. A partner's test keys repeat none of its live ones. */
export const callerOf = (world: World, viewer: Viewer, secret: string): Caller => ({
  owner: `${viewer.test ? 'test ' : ''}${viewer.id ?? createHash('sha256').update(secret).digest('base64url')}`,
  region: viewer.region ?? world.region,
});
