import { Refusal } from '@ycyw/service/refusal';
import { requireScope, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { findBooking, type Booking } from '../data/booking.ts';
import { awaitLonger, countPhotos, findPhoto, insertPhoto, newPhotoKey } from '../data/photo.ts';
import { claim, requestKey } from '../data/request.ts';
import { isAgentSignature, mostOfDesk, mostOfRenter, requirePicture, requireTimeFor, type PhotoPurpose } from '../domain/photo.ts';
import { callerOf, isRenter, requireAtDesk } from './access.ts';
import { answerOnce } from './once.ts';
import { isUuid } from './quotes.ts';
import type { World } from './world.ts';

export interface CreateUploadInput {
  bookingId: string;
  purpose: PhotoPurpose;
  mediaType: string;
  bytes: number;
  guestToken?: string | null;
  idempotencyKey: string;
}

export interface Upload {
  id: string;
  /** Real time. */
  expiresAt: Date;
}

/** Of real time. */
const uploadMs = 15 * 60_000;

/** The booking, for its desk to take pictures of, and for its renter to show evidence; NOT_FOUND for anybody else. */
async function requirePictured(world: World, viewer: Viewer, { bookingId, purpose, guestToken }: CreateUploadInput): Promise<Booking> {
  const booking = isUuid(bookingId) ? await findBooking(world.sql, bookingId) : null;
  if (purpose !== 'DISPUTE') return requireAtDesk(world, viewer, booking);
  requireScope(viewer, 'bookings:write');
  if (!booking || !isRenter(world, viewer, booking, guestToken)) throw new Refusal('NOT_FOUND');
  return booking;
}

/** Who can have it forgotten: agents their own signatures, renters all else. */
const ownerOf = ({ id, customerId }: Booking, viewer: Viewer, purpose: PhotoPurpose): string =>
  (isAgentSignature(purpose) ? viewer.id : customerId) ?? id;

/** Makes room for one photo or signature of a booking, whose bytes are to come within a quarter of an hour; asked again before they have, within another. */
export function createUpload(world: World, viewer: Viewer, input: CreateUploadInput): Promise<Upload> {
  const { purpose, bytes } = input;
  const request = requestKey('createUpload', callerOf(world, viewer, input.bookingId), input);
  const uploadUntil = new Date(Date.now() + uploadMs);
  const again = async (id: string): Promise<Upload> => {
    const expiresAt = (await awaitLonger(world.sql, id, uploadUntil)) ?? (await findPhoto(world.sql, id))?.uploadUntil;
    if (!expiresAt) throw new Refusal('NOT_FOUND');
    return { id, expiresAt };
  };
  return answerOnce(world, request, again, async () => {
    const booking = await requirePictured(world, viewer, input);
    requirePicture(input);
    requireTimeFor(purpose, booking.state);
    const isRenters = purpose === 'DISPUTE';
    const most = isRenters ? mostOfRenter : mostOfDesk;
    if ((await countPhotos(world.sql, booking.id, isRenters)) >= most) throw new Refusal('BAD_INPUT', `photos ≤ ${String(most)}`);
    const owner = ownerOf(booking, viewer, purpose);
    const sealedKey = await newPhotoKey(world.vault, owner, booking.region);
    const [id, now] = [uuidv7(), world.clock.now()];
    await world.sql.$transaction(async (tx) => {
      await claim(tx, request, id, now);
      const { id: bookingId, region } = booking;
      const uploadedBy = viewer.id;
      await insertPhoto(tx, { id, bookingId, region, owner, purpose, uploadedBy, bytes, uploadUntil, sealedKey, createdAt: now });
    });
    return { id, expiresAt: uploadUntil };
  });
}
