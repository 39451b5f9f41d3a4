import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Who PostgreSQL runs as: it refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

const idOf = async (flag: '-u' | '-g'): Promise<number> => Number((await execute('id', [flag, 'postgres'])).stdout);

/** Null when we are not root ourselves; otherwise the user postgres, made when the machine has none. */
export async function postgresAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  try {
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  } catch {
    await execute('groupadd', ['--system', '--force', 'postgres']);
    await execute('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  }
}

/** The first folder on the way to `target` that `account` may not pass through, null when there is none. */
export async function closedFolder(target: string, { uid, gid }: Account): Promise<string | null> {
  const { root } = path.parse(target);
  const way: string[] = [];
  for (let folder = path.dirname(target); folder !== root; folder = path.dirname(folder)) way.unshift(folder);
  for (const folder of way) {
    const { mode, uid: owner, gid: group } = await stat(folder);
    const passable = owner === uid ? mode & 0o100 : group === gid ? mode & 0o010 : mode & 0o001;
    if (!passable) return folder;
  }
  return null;
}
