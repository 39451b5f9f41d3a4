import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { beginOf } from './process.ts';
import { StartRefused } from './startRefused.ts';

const shape = z.object({ pid: z.int(), began: z.string(), port: z.int() });
type Holder = z.infer<typeof shape>;

/** The start that runs in the folder of `file`, null when none does: a lock whose process is gone, or has become another, is void. */
export function holderOf(file: string): Holder | null {
  try {
    const holder = shape.parse(JSON.parse(readFileSync(file, 'utf8')));
    return beginOf(holder.pid) === holder.began ? holder : null;
  } catch {
    return null;
  }
}

/**
 * Claims the folder of `file` for this process until `release` is called; refuses while another start has it. `remains` says
 * that the start before was killed: its processes may still be ending.
 */
export function lock(file: string, port: number): { remains: boolean; release(): void } {
  const holder = holderOf(file);
  if (holder) {
    throw new StartRefused(
      `This folder is already started: process ${String(holder.pid)}, http://localhost:${String(holder.port)}. Use that one, or stop it with Ctrl-C (kill ${String(holder.pid)}).`,
    );
  }
  const remains = existsSync(file);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const mine: Holder = { pid: process.pid, began: beginOf(process.pid) ?? '', port };
  try {
    writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
  } catch {
    throw new StartRefused('Another start of this folder has just begun. Wait for it.');
  }
  return {
    remains,
    release: () => {
      rmSync(file, { force: true });
    },
  };
}
