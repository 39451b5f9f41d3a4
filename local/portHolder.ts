import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';

const listening = '0A';

function socketOf(port: number): string | null {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === listening && local.endsWith(wanted) && inode) return `socket:[${inode}]`;
    }
  }
  return null;
}

const holds = (pid: string, socket: string): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === socket;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
};

/** Who listens on `port`, as `name (process 123)`; null where the machine does not tell (only Linux does, of one's own processes). */
export function portHolder(port: number): string | null {
  try {
    const socket = socketOf(port);
    const pid = socket && readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holds(entry, socket));
    if (!pid) return null;
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return `${path.basename(program)} (process ${pid})`;
  } catch {
    return null;
  }
}
