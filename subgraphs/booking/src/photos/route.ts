import type { ServerResponse } from 'node:http';
import { BodyTooLarge } from '@ycyw/service/body';
import type { Route } from '@ycyw/service/serve';
import { addressed } from '../actions/photoAddress.ts';
import type { World } from '../actions/world.ts';
import { findPhoto, isTaken, isVoid, newObject, noteRefused, noteTaken, objectOf, photoKey, type Photo } from '../data/photo.ts';
import { isSignature } from '../domain/photo.ts';
import { openBytes, sealBytes } from '@ycyw/service/files/cipher';
import { pictureOf } from '@ycyw/service/files/picture';
import { NotReceived, Room } from '@ycyw/service/files/receive';
import { Queues } from '@ycyw/service/files/turns';

/** What all bodies that are being received may have together, but for the oldest. */
const receiving = new Room(24 * 1024 * 1024);
/** A renter's own photos come one at a time: their booking keeps no other waiting. */
const disputes = new Queues();
/** How long a body may take to come. */
const bodyMs = 20_000;

const queryOf = (url = ''): URLSearchParams => new URL(url, 'http://localhost').searchParams;

const answer = (response: ServerResponse, status: number, body: Record<string, string>): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
};

/** Puts the picture that `bytes` hold into the store; the status to answer with: 200 where another upload of it was first. */
async function take(world: World, photo: Photo, key: Buffer, bytes: Buffer): Promise<200 | 201 | 400 | 404> {
  const picture = await pictureOf(bytes, isSignature(photo.purpose) ? 'signature' : 'photo');
  if (!picture) {
    await noteRefused(world.sql, photo.id);
    return 400;
  }
  const stored = { ...photo, ...picture, object: newObject() };
  await world.objects.put(objectOf(stored), sealBytes(key, picture.bytes, photo.id));
  if (await noteTaken(world.sql, stored, world.clock.now())) return 201;
  await world.objects.delete(objectOf(stored));
  const current = await findPhoto(world.sql, photo.id);
  return current && isTaken(current) && current.sealedKey ? 200 : 404;
}

/** PUT /photos: the bytes of a photo that was announced, once; again is the same photo. Twice no picture, and no more is taken. */
export const receivePhoto =
  (world: World, patienceMs = bodyMs): Route =>
  async (request, response) => {
    const id = addressed(world.signingKey, 'upload', queryOf(request.url));
    if (id === null) {
      response.setHeader('connection', 'close');
      answer(response, 403, { error: 'address' });
      return;
    }
    const photo = await findPhoto(world.sql, id);
    const key = photo && (await photoKey(world.vault, photo));
    if (!photo || !key) {
      answer(response, 404, { error: 'not found' });
      return;
    }
    if (isTaken(photo)) {
      request.resume();
      answer(response, 200, { id });
      return;
    }
    if (isVoid(photo)) {
      response.setHeader('connection', 'close');
      answer(response, 410, { error: 'no picture' });
      return;
    }
    if (Number(request.headers['content-length'] ?? 0) > photo.bytes) throw new BodyTooLarge();
    const receive = () => receiving.with(request, { limit: photo.bytes, patienceMs }, (bytes) => take(world, photo, key, bytes));
    try {
      const status = await (photo.purpose === 'DISPUTE' ? disputes.with(photo.bookingId, receive) : receive());
      answer(response, status, status < 400 ? { id } : { error: status === 400 ? 'no picture' : 'not found' });
    } catch (error) {
      if (!(error instanceof NotReceived)) throw error;
    }
  };

/** GET /photos: a photo as it was stored, for whoever has its address. */
export const showPhoto =
  (world: World): Route =>
  async (request, response) => {
    const id = addressed(world.signingKey, 'read', queryOf(request.url));
    const photo = id === null ? null : await findPhoto(world.sql, id);
    const key = photo && (await photoKey(world.vault, photo));
    const sealed = photo && key && isTaken(photo) ? await world.objects.get(objectOf(photo)) : null;
    if (!photo || !key || !sealed) {
      answer(response, id === null ? 403 : 404, { error: id === null ? 'address' : 'not found' });
      return;
    }
    response.writeHead(200, {
      'content-type': isSignature(photo.purpose) ? 'image/png' : 'image/jpeg',
      'cache-control': 'private, max-age=300',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': 'inline',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    response.end(openBytes(key, sealed, photo.id));
  };

export const photoRoutes = (world: World, patienceMs?: number): Record<string, Route> => ({
  'PUT /photos': receivePhoto(world, patienceMs),
  'GET /photos': showPhoto(world),
});
