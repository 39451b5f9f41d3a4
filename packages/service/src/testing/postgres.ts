import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from './cluster.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });

/**
 * A PostgreSQL of its own in a temporary folder, for tests; `url` is a superuser's, of the database postgres. It ends with
 * this process, stopped or not, and its folder with it.
 */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const cluster = await startCluster({
    folder: path.join(tmpdir(), `ycyw-pg-${randomBytes(6).toString('hex')}`),
    port,
    password: 'postgres',
    settings: { max_connections: 300, fsync: 'off' },
    log: 'ignore',
    temporary: true,
  });
  return {
    url: cluster.adminUrl,
    stop: () => cluster.stop(5000),
  };
}
