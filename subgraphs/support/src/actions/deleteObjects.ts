import { discardedObjects, dropDiscarded, postponeDiscarded } from '../data/discardedObject.ts';
import type { Desk } from './desk.ts';

const batch = 100;
/** Of the machine's time. */
const retryAfterSeconds = 60;

/** Deletes what belongs to nothing any more from the object store, at most a hundred, up to the first that fails: others come before it then. */
export async function deleteObjects({ sql, files: { objects }, log }: Desk): Promise<void> {
  for (const name of await discardedObjects(sql, batch)) {
    try {
      await objects.delete(name);
    } catch (error) {
      log.error(
        { err: error, object: name },
        `an attachment was not deleted from the object store, next try in ${String(retryAfterSeconds)} s`,
      );
      await postponeDiscarded(sql, name, retryAfterSeconds);
      return;
    }
    await dropDiscarded(sql, name);
  }
}
