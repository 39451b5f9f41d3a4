import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Whether `pid` lives. A process that waits to be reaped is dead. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return !existsSync('/proc/self');
  }
}

/** When `pid` began, in the machine's own terms: tells a process from a later one that got its number. Null when there is none. */
export function beginOf(pid: number): string | null {
  if (!isAlive(pid)) return null;
  try {
    if (existsSync('/proc/self')) {
      const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** The name of the program that `pid` runs; null when there is none. */
export function programOf(pid: number): string | null {
  if (!isAlive(pid)) return null;
  try {
    if (existsSync('/proc/self')) return readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim();
    return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}
