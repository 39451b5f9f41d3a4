import { existsSync, readFileSync, rmSync } from 'node:fs';
import { isAlive, programOf } from './process.ts';

/** Stops the server of that program that a start before left behind, if one runs, and removes what names it. */
export async function stopRemains(pidFile: string, program: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  if (programOf(pid) === program) {
    process.kill(pid, 'SIGTERM');
    for (const until = Date.now() + 5000; isAlive(pid) && Date.now() < until;) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  rmSync(pidFile, { force: true });
}
