import type { UploadPurpose } from '@ycyw/core/generated/graphql';
import { useCallback, useRef, useState } from 'react';
import { useBackOnline } from '../../ui/useBackOnline.ts';
import { photoFile, type PhotoFile } from './photoFile.ts';
import { useUpload } from './useUpload.ts';

/** A photo on its way; kept here until it has arrived. */
export type Shot = {
  state: 'preparing' | 'sending' | 'sent' | 'failed' | 'unreadable';
  percent: number;
  thumbnail: string | null;
  /** Once it is sent. */
  id: string | null;
};

export type Photos = {
  /** By the place that each was taken for. */
  shots: Readonly<Record<string, Shot>>;
  take: (place: string, file: Blob) => void;
  retry: (place: string) => void;
  drop: (place: string) => void;
  clear: () => void;
};

const fresh: Shot = { state: 'preparing', percent: 0, thumbnail: null, id: null };

/** Photos that are taken one after the other and sent meanwhile; those that fail leave again when the network is back. */
export function usePhotos(bookingId: string, purpose: UploadPurpose, guestToken: string | null = null): Photos {
  const upload = useUpload(bookingId, guestToken);
  const [shots, setShots] = useState<Record<string, Shot>>({});
  const files = useRef(new Map<string, { file: PhotoFile; key: string }>());
  const tell = useCallback((place: string, news: Partial<Shot>) => {
    setShots((all) => ({ ...all, [place]: { ...(all[place] ?? fresh), ...news } }));
  }, []);
  const send = useCallback(
    async (place: string) => {
      const taken = files.current.get(place);
      if (!taken) return;
      tell(place, { state: 'sending', percent: 0 });
      const id = await upload(purpose, taken.file.blob, taken.key, (percent) => {
        tell(place, { percent });
      });
      // Another may have been taken in its place meanwhile.
      if (files.current.get(place) === taken) tell(place, { state: id === null ? 'failed' : 'sent', id });
    },
    [upload, purpose, tell],
  );
  const take = (place: string, file: Blob): void => {
    files.current.delete(place);
    setShots((all) => ({ ...all, [place]: fresh }));
    photoFile(file).then(
      (made) => {
        files.current.set(place, { file: made, key: crypto.randomUUID() });
        tell(place, { thumbnail: made.thumbnail });
        void send(place);
      },
      () => {
        tell(place, { state: 'unreadable' });
      },
    );
  };
  useBackOnline(() => {
    for (const [place, { state }] of Object.entries(shots)) if (state === 'failed') void send(place);
  });
  const drop = (place: string): void => {
    files.current.delete(place);
    setShots((all) => Object.fromEntries(Object.entries(all).filter(([each]) => each !== place)));
  };
  const clear = (): void => {
    files.current.clear();
    setShots({});
  };
  return { shots, take, retry: (place) => void send(place), drop, clear };
}

export const idsOf = ({ shots }: Photos): Record<string, string> =>
  Object.fromEntries(Object.entries(shots).flatMap(([place, { id }]) => (id === null ? [] : [[place, id]])));
