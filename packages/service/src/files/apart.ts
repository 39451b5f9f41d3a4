import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Turns } from './turns.ts';

/** With what such a program ends whose bytes are not what they should be. */
export const refused = 65;

const patienceMs = 20_000;
/** One at a time in a process of ours. */
const turns = new Turns(1);

/**
 * What a program makes of strangers' bytes, which come by its standard input; null where it refuses them, or takes 20 s. It is a process
 * of its own, with nothing in its environment, ended with the file: one that fails takes nobody along, and leaves no memory taken.
 */
export const apart = (program: URL, bytes: Buffer, ...args: string[]): Promise<Buffer | null> =>
  turns.with(1, () => run(fileURLToPath(program), bytes, args));

function run(program: string, bytes: Buffer, args: readonly string[]): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--max-old-space-size=48', program, ...args], {
      env: { MALLOC_ARENA_MAX: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    // It may end before it has read all.
    child.stdin.on('error', () => undefined);
    child.stdin.end(bytes);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else if (code === refused || code === null) resolve(null);
      else reject(new Error(`${program} ended with ${String(code)}`));
    });
  });
}
