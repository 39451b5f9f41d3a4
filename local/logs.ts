import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Folders } from './folders.ts';

/** The log file of `name`, begun anew; the one of the start before stays beside it as `.1`. */
export function rotated(folders: Folders, name: string): string {
  mkdirSync(folders.logs, { recursive: true });
  const file = path.join(folders.logs, `${name}.log`);
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return file;
}
