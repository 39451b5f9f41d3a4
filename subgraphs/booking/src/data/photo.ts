import { randomBytes } from 'node:crypto';
import { Refusal } from '@ycyw/service/refusal';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import { isSignature, type PhotoPurpose } from '../domain/photo.ts';
import { endedBefore } from './booking.ts';

export const about = 'photo.sealed_key';

/** A photo or signature that was asked for; `takenAt` and the sides in pixels are null until its bytes are there. */
export interface Photo {
  id: string;
  bookingId: string;
  region: string;
  /** Whose key seals it. */
  owner: string;
  purpose: PhotoPurpose;
  /** Null for a guest. */
  uploadedBy: string | null;
  /** At most so many are taken. */
  bytes: number;
  /** Real time. */
  uploadUntil: Date;
  sealedKey: Buffer | null;
  createdAt: Date;
  takenAt: Date | null;
  width: number | null;
  height: number | null;
  /** What ends the name of its object; null until its bytes are there. */
  object: string | null;
  /** How often what came was no picture. */
  refusals: number;
}

/** One whose bytes are there. */
export type TakenPhoto = Photo & { takenAt: Date; width: number; height: number };

const mostRefusals = 2;

/** Whether nothing more is taken for it. */
export const isVoid = ({ refusals }: Photo): boolean => refusals >= mostRefusals;

export const isTaken = (photo: Photo): photo is TakenPhoto => photo.takenAt !== null;

type Stored = Pick<Photo, 'id' | 'region' | 'object'>;

/** Where its bytes lie in the object store. */
export const objectOf = ({ id, region, object }: Stored): string => `photos/${region}/${id}${object === null ? '' : `-${object}`}`;

/** For one upload, so that none writes over what another has written. */
export const newObject = (): string => randomBytes(9).toString('base64url');

/** A new key for one photo's bytes, sealed with its owner's. Not inside a transaction. Throws Erased. */
export async function newPhotoKey(vault: Vault, owner: string, region: string): Promise<Buffer> {
  const key = await vault.keyOf(owner, region as Region);
  return key.seal(randomBytes(32).toString('base64url'), about);
}

/** The key of a photo's bytes; null once its owner was erased. */
export async function photoKey(vault: Vault, { owner, sealedKey }: Photo): Promise<Buffer | null> {
  const key = (await vault.keysOf([owner])).get(owner);
  return key && sealedKey ? Buffer.from(key.open(sealedKey, about), 'base64url') : null;
}

const photos = part`SELECT id::text, booking_id::text AS "bookingId", region, owner::text, purpose, uploaded_by::text AS "uploadedBy", bytes,
  upload_until AS "uploadUntil", sealed_key AS "sealedKey", created_at AS "createdAt", taken_at AS "takenAt", width, height, object, refusals FROM photo`;

export async function insertPhoto(tx: Sql, photo: Omit<Photo, 'takenAt' | 'width' | 'height' | 'object' | 'refusals'>): Promise<void> {
  const { id, bookingId, region, owner, purpose, uploadedBy, bytes, uploadUntil, sealedKey, createdAt } = photo;
  await tx.$executeRaw`
    INSERT INTO photo (id, booking_id, region, owner, purpose, uploaded_by, bytes, upload_until, sealed_key, created_at)
    VALUES (${id}::uuid, ${bookingId}::uuid, ${region}, ${owner}::uuid, ${purpose}, ${uploadedBy}::uuid, ${bytes}::integer,
      ${uploadUntil}::timestamptz, ${sealedKey}::bytea, ${createdAt}::timestamptz)`;
}

export async function findPhoto(sql: Sql, id: string): Promise<Photo | null> {
  const [photo] = await sql.$queryRaw<Photo[]>`${photos} WHERE id = ${id}::uuid`;
  return photo ?? null;
}

/** Notes that what came was no picture. */
export async function noteRefused(sql: Sql, id: string): Promise<void> {
  await sql.$executeRaw`UPDATE photo SET refusals = refusals + 1 WHERE id = ${id}::uuid AND taken_at IS NULL`;
}

/** Gives one that has not come more time; null where it has, or is forgotten. */
export async function awaitLonger(sql: Sql, id: string, uploadUntil: Date): Promise<Date | null> {
  const rows = await sql.$queryRaw<{ uploadUntil: Date }[]>`
    UPDATE photo SET upload_until = greatest(upload_until, ${uploadUntil}::timestamptz)
    WHERE id = ${id}::uuid AND taken_at IS NULL AND sealed_key IS NOT NULL RETURNING upload_until AS "uploadUntil"`;
  return rows[0]?.uploadUntil ?? null;
}

/** Those whose bytes are there and may be read, in any order. */
export async function photosById(sql: Sql, ids: readonly string[]): Promise<TakenPhoto[]> {
  if (ids.length === 0) return [];
  const rows = await sql.$queryRaw<Photo[]>`${photos} WHERE id = ANY(${[...ids]}::uuid[]) AND sealed_key IS NOT NULL`;
  return rows.filter(isTaken);
}

/**
 * The booking's photos of these ids, in their order. Refuses with NOT_FOUND where one is another booking's, not there (yet), or a
 * signature.
 */
export async function photosOf(tx: Sql, bookingId: string, ids: readonly string[]): Promise<TakenPhoto[]> {
  return picturesOf(tx, bookingId, ids, (purpose) => !isSignature(purpose));
}

/** The booking's photos and signatures of these ids, in their order; NOT_FOUND where one is not there or none of `purposes`. */
export async function picturesOf(
  tx: Sql,
  bookingId: string,
  ids: readonly string[],
  isMeant: (purpose: PhotoPurpose) => boolean = () => true,
): Promise<TakenPhoto[]> {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<Photo[]>`
    ${photos} WHERE booking_id = ${bookingId}::uuid AND id::text = ANY(${[...ids]}::text[]) AND sealed_key IS NOT NULL`;
  const found = new Map(rows.filter(isTaken).map((photo) => [photo.id, photo]));
  return ids.map((id) => {
    const photo = found.get(id);
    if (!photo || !isMeant(photo.purpose)) throw new Refusal('NOT_FOUND');
    return photo;
  });
}

/** A person's own, in the order of their ids, those after `after`. */
export async function photosOfOwner(sql: Sql, owner: string, after: string | null, size: number): Promise<TakenPhoto[]> {
  const rows = await sql.$queryRaw<Photo[]>`
    ${photos} WHERE owner = ${owner}::uuid AND taken_at IS NOT NULL AND sealed_key IS NOT NULL ${after ? part`AND id > ${after}::uuid` : nothing}
    ORDER BY id LIMIT ${size}`;
  return rows.filter(isTaken);
}

/** How many were asked for: the renter's, or the desk's. */
export async function countPhotos(sql: Sql, bookingId: string, renters: boolean): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM photo WHERE booking_id = ${bookingId}::uuid AND (purpose = 'DISPUTE') = ${renters}::boolean`;
  return row?.count ?? 0;
}

/** Notes that the bytes are in the object store, once for each photo. False where they are not to be kept: others are, or it is forgotten. */
export async function noteTaken(
  sql: Sql,
  { id, object, width, height }: Pick<TakenPhoto, 'id' | 'object' | 'width' | 'height'>,
  now: Date,
): Promise<boolean> {
  const noted = await sql.$executeRaw`
    UPDATE photo SET taken_at = ${now}::timestamptz, width = ${width}::integer, height = ${height}::integer, object = ${object}
    WHERE id = ${id}::uuid AND taken_at IS NULL AND sealed_key IS NOT NULL`;
  return noted === 1;
}

/** Nothing of a person's can be read from here on; what lies in the object store is deleted by deletePhotos. */
export async function forgetPhotos(tx: Sql, userId: string, nobody: string): Promise<void> {
  await tx.$executeRaw`UPDATE photo SET sealed_key = NULL, owner = ${nobody}::uuid WHERE owner = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE photo SET uploaded_by = ${nobody}::uuid WHERE uploaded_by = ${userId}::uuid`;
}

/** What was asked for a day ago and never sent is given up. */
export async function forgetUploads(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE photo SET sealed_key = NULL WHERE taken_at IS NULL AND created_at < ${now}::timestamptz - interval '1 day' AND sealed_key IS NOT NULL`;
}

/** Those of bookings that ended before `before` can be read no longer, at most `size`; how many. */
export const forgetOldPhotos = (tx: Sql, before: Date, size: number): PromiseLike<number> =>
  tx.$executeRaw`
    UPDATE photo SET sealed_key = NULL WHERE id IN (
      SELECT taken.id FROM photo taken JOIN booking b ON b.id = taken.booking_id
      WHERE taken.sealed_key IS NOT NULL AND taken.created_at < ${before}::timestamptz AND ${endedBefore(before)}
      ORDER BY taken.created_at LIMIT ${size})`;

/** Those whose bytes are to be deleted. */
export const photosToDelete = async (sql: Sql, size: number): Promise<Stored[]> =>
  sql.$queryRaw<Stored[]>`SELECT id::text, region, object FROM photo WHERE sealed_key IS NULL ORDER BY id LIMIT ${size}`;

/** Once its bytes are deleted. */
export async function dropPhoto(sql: Sql, id: string): Promise<void> {
  await sql.$executeRaw`DELETE FROM photo WHERE id = ${id}::uuid AND sealed_key IS NULL`;
}
