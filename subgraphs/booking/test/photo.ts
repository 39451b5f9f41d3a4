import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BodyTooLarge } from '@ycyw/service/body';
import type { Viewer } from '@ycyw/service/viewer';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { photoRoutes } from '../src/photos/route.ts';
import { marie, type House } from './agency.ts';

/** The paths of photos on a real socket; a body may take so many milliseconds to come. */
export async function photosOn(house: House, patienceMs?: number) {
  const routes = photoRoutes(house.world, patienceMs);
  const server = createServer((request, response) => {
    routes[`${request.method ?? ''} /photos`]?.(request, response).catch((error: unknown) => {
      response.writeHead(error instanceof BodyTooLarge ? 413 : 500, { connection: 'close' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    put: (url: string, bytes: Buffer | string) => fetch(`${base}${url}`, { method: 'PUT', body: new Uint8Array(Buffer.from(bytes)) }),
    get: (url: string) => fetch(`${base}${url}`),
    /** A PUT whose bytes come when the test sends them; `status` is 0 where the connection breaks. */
    opened: (url: string) => {
      const request = httpRequest(`${base}${url}`, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } });
      const status = new Promise<number>((resolve) => {
        request.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        request.on('error', () => {
          resolve(0);
        });
      });
      return { request, status };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Photos = Awaited<ReturnType<typeof photosOn>>;

/** A JPEG of a plain colour, as a phone takes it: on its side, and saying where it was taken. */
export const aPhoto = (width = 2000, height = 1500): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#246' } })
    .withExif({ IFD0: { Model: 'Phone of Claire' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

export const aSignature = (): Promise<Buffer> =>
  sharp({ create: { width: 600, height: 200, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .composite([
      {
        input: Buffer.from(
          '<svg width="600" height="200"><path d="M20 150 L300 40 L560 160" stroke="#000" fill="none" stroke-width="6"/></svg>',
        ),
      },
    ])
    .png()
    .toBuffer();

export const createUpload = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown>) =>
  house.ask<{ createUpload: { id: string; url: string; expiresAt: string } } | null>(
    viewer,
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id url expiresAt } }',
    { input: { purpose: 'HAND_OVER', mediaType: 'image/jpeg', bytes: 5_000_000, idempotencyKey: uuidv7(), ...input } },
  );

/** Uploads a photo, or a signature where the purpose is one; its id. */
export async function uploaded(
  house: House,
  photos: Photos,
  bookingId: string,
  purpose = 'HAND_OVER',
  viewer: Partial<Viewer> = marie,
): Promise<string> {
  const isSignature = purpose.endsWith('_SIGNATURE');
  const { data, errors } = await createUpload(house, viewer, {
    bookingId,
    purpose,
    ...(isSignature && { mediaType: 'image/png' }),
  });
  if (!data) throw new Error(JSON.stringify(errors));
  const { status } = await photos.put(data.createUpload.url, await (isSignature ? aSignature() : aPhoto(400, 300)));
  if (status !== 201) throw new Error(`not uploaded: ${String(status)}`);
  return data.createUpload.id;
}
