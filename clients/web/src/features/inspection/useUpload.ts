import { CreateUploadDocument, type UploadPurpose } from '@ycyw/core/generated/graphql';
import { useCallback } from 'react';
import { useClient } from 'urql';

/** PUTs the bytes and tells how many per cent are there; `fetch` tells nothing of what leaves. */
function put(url: string, blob: Blob, onPercent: (percent: number) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.timeout = 60_000;
    request.upload.onprogress = ({ loaded, total }) => {
      onPercent(Math.round((loaded / total) * 100));
    };
    request.onload = () => {
      resolve(request.status === 200 || request.status === 201);
    };
    request.onerror = () => {
      resolve(false);
    };
    request.ontimeout = () => {
      resolve(false);
    };
    request.send(blob);
  });
}

/** Uploads a photo or signature of a booking; its id, or null where it did not arrive. The same key again is the same photo. */
export function useUpload(bookingId: string, guestToken: string | null = null) {
  const client = useClient();
  return useCallback(
    async (purpose: UploadPurpose, blob: Blob, idempotencyKey: string, onPercent: (percent: number) => void = () => undefined) => {
      const input = { bookingId, purpose, mediaType: blob.type, bytes: blob.size, guestToken, idempotencyKey };
      const { data } = await client.mutation(CreateUploadDocument, { input }).toPromise();
      const upload = data?.createUpload;
      return upload && (await put(upload.url, blob, onPercent)) ? upload.id : null;
    },
    [client, bookingId, guestToken],
  );
}
