import { Refusal } from '@ycyw/service/refusal';
import { isService, isStaff, type Viewer } from '@ycyw/service/viewer';
import type { Booking } from '../data/booking.ts';
import { isGuestToken } from './signature.ts';
import type { World } from './world.ts';

/** Whether the viewer is the one who rents: the customer, or a guest with the booking's token. */
export const isRenter = (world: World, viewer: Viewer, booking: Booking, token?: string | null): boolean =>
  (viewer.id !== null && booking.customerId === viewer.id) || Boolean(token && isGuestToken(world.signingKey, booking.id, token));

/** Whether the viewer may see the booking: the renter, staff, and our own services. */
export const mayRead = (world: World, viewer: Viewer, booking: Booking, token?: string | null): boolean =>
  isRenter(world, viewer, booking, token) || isStaff(viewer) || isService(viewer);

/** The booking for its renter or staff to change; NOT_FOUND for anyone else, as if it did not exist. */
export function requireManageable(world: World, viewer: Viewer, booking: Booking | null, token?: string | null): Booking {
  if (!booking || !(isRenter(world, viewer, booking, token) || isStaff(viewer))) throw new Refusal('NOT_FOUND');
  return booking;
}
