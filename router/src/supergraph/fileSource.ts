import { watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Source } from './source.ts';

/** A file that somebody writes changes within this time. */
const settleMs = 100;
const patienceMs = 5000;

/** Changes with everything that may have changed the text: writing, renaming, and another target of a symbolic link. */
async function mark(file: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/** Half of a supergraph may be a valid one: only a file that has lain still is read. */
export function fileSource(file: string): Source {
  let given: string | undefined;

  async function read(): Promise<string | undefined> {
    let seen = await mark(file);
    if (seen === given) return undefined;
    for (const until = performance.now() + patienceMs; performance.now() < until;) {
      const text = await readFile(file, 'utf8');
      await wait(settleMs);
      const now = await mark(file);
      if (now === seen && text !== '') {
        given = now;
        return text;
      }
      seen = now;
    }
    throw new Error(`${file} is empty, or still being written`);
  }

  return {
    read,
    watch(changed) {
      let soon: NodeJS.Timeout | undefined;
      try {
        // The folder: a file that is replaced would take its watch along. Others may change there all the time.
        const watcher = watch(dirname(file), () => {
          soon ??= setTimeout(() => {
            soon = undefined;
            changed();
          }, settleMs);
        });
        watcher.on('error', () => undefined);
        return () => {
          clearTimeout(soon);
          watcher.close();
        };
      } catch {
        // Out of watches, or on a file system that has none: polling sees it too.
        return () => undefined;
      }
    },
  };
}
