import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './folders.ts';
import { StartRefused } from './startRefused.ts';

/** Runs turbo tasks and returns what turbo said; refuses with the last of it when one fails. */
export function turbo(tasks: readonly string[], signal?: AbortSignal): Promise<string> {
  const script = path.join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const env = {
    ...process.env,
    // The tasks run on the Node that runs us, not on the machine's own.
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
    // Nothing is told to, or asked of, anybody's server.
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    CHECKPOINT_DISABLE: '1',
    DO_NOT_TRACK: '1',
    NO_COLOR: '1',
  };
  return new Promise((resolve, reject) => {
    const args = [script, 'run', ...tasks, '--output-logs=errors-only', '--ui=stream'];
    const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    // The whole group: the script that we start is not turbo itself.
    const stop = (): void => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM');
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-20_000);
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) resolve(said);
      else reject(new StartRefused(`Generating and building failed. Mend what it says, then start again.\n${said.trim()}`));
    });
  });
}

/**
 * Makes the Prisma clients, the GraphQL types and the web client where their sources changed (turbo knows, in a tenth of a
 * second). Says whether there was anything to do.
 */
export async function prepareSources(signal?: AbortSignal): Promise<boolean> {
  const [, cached, total] = /(\d+) cached, (\d+) total/.exec(await turbo(['generate', 'build'], signal)) ?? [];
  return cached !== total;
}
