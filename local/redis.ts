import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { leash } from '@ycyw/service/testing/leash';
import type { DataServer } from './dataServer.ts';
import type { Folders } from './folders.ts';
import { rotated } from './logs.ts';
import { stopRemains } from './remains.ts';
import { StartRefused } from './startRefused.ts';

export interface RedisServer extends DataServer {
  url: string;
}

/** A Redis of the start's own on 127.0.0.1, behind a password, with its data in var/redis. */
export async function startRedis(program: string, folders: Folders, port: number, password: string): Promise<RedisServer> {
  mkdirSync(folders.redis, { recursive: true });
  const pidFile = path.join(folders.redis, 'redis.pid');
  await stopRemains(pidFile, 'redis-server');
  const configuration = path.join(folders.redis, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${String(port)}`,
    `requirepass ${password}`,
    `dir "${folders.redis}"`,
    `pidfile "${pidFile}"`,
    'appendonly yes',
    'save ""',
    'daemonize no',
    'maxmemory-policy noeviction',
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`, { mode: 0o600 });
  const log = rotated(folders, 'redis');
  const fd = openSync(log, 'a');
  const server = leash(program, [configuration], { signal: 'TERM', output: fd });
  closeSync(fd);
  for (const until = Date.now() + 20_000; !readFileSync(log, 'utf8').includes('Ready to accept connections');) {
    if (server.exitCode() !== null || Date.now() > until) {
      await server.stop(500);
      throw new StartRefused(`Redis did not start: ${readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''} Its log is ${log}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    pid: Number(readFileSync(pidFile, 'utf8')),
    url: `redis://:${password}@127.0.0.1:${String(port)}`,
    exited: server.exited,
    stop: (graceMs) => server.stop(graceMs),
  };
}
