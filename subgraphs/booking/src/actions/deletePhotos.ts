import { dropPhoto, objectOf, photosToDelete } from '../data/photo.ts';
import { eachOf } from './workers.ts';
import type { World } from './world.ts';

const batch = 100;

/** Deletes the bytes of photos that nobody may read any more, at most a hundred; one that fails is tried again. */
export async function deletePhotos(world: World): Promise<void> {
  await eachOf(await photosToDelete(world.sql, batch), async (photo) => {
    try {
      await world.objects.delete(objectOf(photo));
      await dropPhoto(world.sql, photo.id);
    } catch (error) {
      world.log.error({ err: error, photoId: photo.id }, 'a photo was not deleted from the object store, next try in 2 s');
    }
  });
}
