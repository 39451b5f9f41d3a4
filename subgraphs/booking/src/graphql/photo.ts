import { readAddress, uploadAddress } from '../actions/photoAddress.ts';
import { createUpload, type CreateUploadInput } from '../actions/uploads.ts';
import type { TakenPhoto } from '../data/photo.ts';
import type { Context } from './context.ts';

/** Only for whoever may see its booking: the address opens it for anybody. */
export const showPhoto = ({ world }: Context, { id, takenAt, width, height }: TakenPhoto) => ({
  id,
  url: readAddress(world.signingKey, id),
  takenAt,
  width,
  height,
});

export const photoMutations = {
  createUpload: async (_: unknown, { input }: { input: CreateUploadInput }, { world, viewer }: Context) => {
    const { id, expiresAt } = await createUpload(world, viewer, input);
    return { id, url: uploadAddress(world.signingKey, id, expiresAt), expiresAt };
  },
};
