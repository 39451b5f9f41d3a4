import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface RunningRedis {
  url: string;
  client: Redis;
  /** Stops it in the middle of what it does, as a fault would; `freeze` leaves it there, answering nothing. */
  kill: () => Promise<void>;
  freeze: () => void;
  thaw: () => void;
  stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Rejects with what it printed when it doesn't start. */
async function isReady(child: ChildProcess): Promise<void> {
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('Ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.stdout?.once('end', () => {
      reject(new Error(`redis-server did not start: ${printed}`));
    });
  });
}

/** Ends the server with its own input, which closes however this process ends. */
const leash = 'redis-server "$@" </dev/null & server=$!; exec >&-; read _; kill -9 $server';

/** The redis-server of the PATH, in a folder of its own; it doesn't outlive us. */
export async function startRedis(tries = 5): Promise<RunningRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'router-redis-'));
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('/bin/sh', ['-c', leash, 'leash', ...settings], { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    await isReady(child);
  } catch (error) {
    child.stdin.end();
    rmSync(folder, { recursive: true });
    // Somebody else may have taken the port meanwhile.
    if (tries > 1 && String(error).includes('in use')) return startRedis(tries - 1);
    throw error;
  }
  const url = `redis://127.0.0.1:${String(port)}`;
  const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined);
  const pid = Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
  return {
    url,
    client,
    async kill() {
      const gone = once(client, 'end');
      process.kill(pid, 'SIGKILL');
      await gone;
    },
    freeze: () => void process.kill(pid, 'SIGSTOP'),
    thaw: () => void process.kill(pid, 'SIGCONT'),
    async stop() {
      client.disconnect();
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
