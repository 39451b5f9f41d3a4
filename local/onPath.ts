import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The program of that name on the search path, null when the machine has none. */
export function onPath(name: string, searchPath: string): string | null {
  for (const folder of searchPath.split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next folder may have it.
    }
  }
  return null;
}
