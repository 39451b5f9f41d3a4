import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ClusterRefused, startCluster } from '@ycyw/service/testing/cluster';
import type { DataServer } from './dataServer.ts';
import type { Folders } from './folders.ts';
import { rotated } from './logs.ts';
import { isAlive, programOf } from './process.ts';
import { StartRefused } from './startRefused.ts';

const major = '18';

/** Modest: five small pools, one machine. Commits stay durable; what only replicas need is off. */
const settings = {
  shared_buffers: '96MB',
  max_connections: 200,
  effective_cache_size: '1GB',
  random_page_cost: 1.1,
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '2GB',
  wal_compression: 'on',
  checkpoint_timeout: '15min',
  io_method: 'sync',
  jit: 'off',
  cluster_name: 'your-car-your-way',
};

const firstNumber = (file: string): number => Number(readFileSync(file, 'utf8').split('\n')[0]);

/**
 * After a kill -9 a postmaster.pid stays behind, maybe with its server: that one is stopped. Where its number is another program's by
 * now, the file goes; where it is nobody's, PostgreSQL itself makes sure that none of the dead one's backends still write.
 */
async function clearRemains(folder: string): Promise<void> {
  const file = path.join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = firstNumber(file);
  if (!isAlive(pid)) return;
  if (programOf(pid) !== 'postgres') {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (const until = Date.now() + 10_000; isAlive(pid);) {
    if (Date.now() > until)
      throw new StartRefused(
        `PostgreSQL of an earlier start (process ${String(pid)}) does not stop. Stop it by hand: kill -QUIT ${String(pid)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const lastFatal = (log: string): string =>
  readFileSync(log, 'utf8')
    .split('\n')
    .findLast((line) => /FATAL|PANIC/.test(line)) ?? '';

export interface Postgres extends DataServer {
  /** Of the superuser, to the database postgres. */
  adminUrl: string;
}

/** The start's own PostgreSQL, with its data in var/postgres. */
export async function startPostgres(folders: Folders, port: number, password: string): Promise<Postgres> {
  const folder = folders.postgres;
  if (existsSync(folder)) {
    const made = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
    if (made !== major)
      throw new StartRefused(
        `${folder} was made by PostgreSQL ${made}, this is ${major}. Dump it with ${made} first, or begin anew: npm run reset`,
      );
    await clearRemains(folder);
  }
  const log = rotated(folders, 'postgres');
  const fd = openSync(log, 'a');
  try {
    const cluster = await startCluster({ folder, port, password, settings, log: fd });
    return {
      pid: cluster.pid,
      adminUrl: cluster.adminUrl,
      exited: cluster.server.exited,
      stop: cluster.stop,
    };
  } catch (error) {
    if (!(error instanceof ClusterRefused)) throw error;
    throw new StartRefused(`${error.message}. ${lastFatal(log)} Its log is ${log}.`, { cause: error });
  } finally {
    closeSync(fd);
  }
}
