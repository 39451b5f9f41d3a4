import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.dirname(path.dirname(import.meta.dirname));
export const bin = (...names: string[]): string => path.join(root, 'node_modules', ...names);

export interface Ended {
  code: number;
  /** The last 60,000 characters of both streams. */
  said: string;
}

/** Runs a program in the repository; with `shows`, what it says on standard error is seen as it comes. */
export function run(
  command: string,
  args: readonly string[],
  { env = {}, shows = false }: { env?: Record<string, string>; shows?: boolean } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', shows ? 'inherit' : 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-60_000);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, said });
    });
  });
}

export const node = (args: readonly string[], options?: Parameters<typeof run>[2]): Promise<Ended> => run(process.execPath, args, options);
