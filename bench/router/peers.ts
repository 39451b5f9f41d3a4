import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const peersFolder = path.join(import.meta.dirname, '..', 'peers');

/** Installs bench/peers from its lockfile unless it is there; npm tells of its progress. Throws when npm fails. */
export function installPeers(): void {
  if (existsSync(path.join(peersFolder, 'node_modules', '.package-lock.json'))) return;
  process.stderr.write('Installing bench/peers (Hive Gateway), about a minute and 530 MB; --without-peers does without ...\n');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peersFolder, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci in bench/peers failed; --without-peers does without');
}

/** The version of a package that is installed in a folder's node_modules. */
export const versionOf = (folder: string, name: string): string =>
  (JSON.parse(readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
