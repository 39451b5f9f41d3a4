import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface TestRedis {
  url: string;
  address: string;
  start(): void;
  /** As a crash would; with SIGSTOP it stays connected and silent, until SIGCONT. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Kills it and removes what it stored. */
  lose(): Promise<void>;
}

/** A redis-server on a free port, not started yet, that stores each command before it answers. */
export async function aRedis(): Promise<TestRedis> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const folder = await mkdtemp(path.join(tmpdir(), 'ycyw-redis-'));
  const kept = ['--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  let server: ChildProcess | undefined;
  const signal = async (name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> => {
    if (server?.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(name);
    if (name === 'SIGKILL') await ended;
  };
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    address: `127.0.0.1:${String(port)}`,
    start: () => {
      mkdirSync(folder, { recursive: true });
      server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...kept], { stdio: 'ignore' });
    },
    signal,
    lose: async () => {
      await signal('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
