import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { rotateDataKeys, type SealedStore } from '@ycyw/service/dataRotation';
import { keyRing } from '@ycyw/service/keyRing';
import { postgres } from '@ycyw/service/postgres';
import { rotateRegionalKey, type Telling } from '@ycyw/service/regionalRotation';
import type { SealedColumn } from '@ycyw/service/sealedColumn';
import pg from 'pg';
import { z } from 'zod';
import { databaseVariable, keyUsers, stores } from '../local/domains.ts';
import { foldersIn, root } from '../local/folders.ts';
import { holderOf } from '../local/lock.ts';
import { portsFrom } from '../local/ports.ts';
import { sealedColumns as booking } from '../subgraphs/booking/src/data/sealedColumns.ts';
import { sealedColumns as identity } from '../subgraphs/identity/src/data/sealedColumns.ts';
import { sealedColumns as support } from '../subgraphs/support/src/data/sealedColumns.ts';
import { progressBar } from './progressBar.ts';

const help = `npm run keys -- rotate [--data]: new keys for personal data, while the system runs

rotate         the regional key: a new version in the ring wraps every person's key, then the version before is gone, and
               with it whatever copies of the key store it had wrapped. Half a minute, and as long as the keys take
rotate --data  every person's data key: all that is sealed is sealed anew, then the keys before are gone. A minute and
               a half, and as long as the data takes
--settle S     how long every process needs to have a changed ring: 15 seconds; more where the file is carried to machines

Nothing waits for it and nothing fails meanwhile. Killed, it goes on where it was when it is called again. Reads KEY_RING,
KEYS_DATABASE_URL (of the store's owner) and, for --data, ${keyUsers.map(databaseVariable).join(', ')}; without
KEYS_DATABASE_URL it takes the local start that runs in this folder.
`;

const columns: Record<(typeof keyUsers)[number], readonly SealedColumn[]> = { identity, booking, support: Object.values(support) };
const passwords = z.object({ databasePasswords: z.record(z.string(), z.string()) });

/** The environment, or what the local start of this folder would say. */
function surroundings(): NodeJS.ProcessEnv {
  if (process.env.KEYS_DATABASE_URL) return process.env;
  const folders = foldersIn(path.join(root, 'var'));
  const holder = holderOf(folders.lock);
  if (!holder || !existsSync(folders.postgres))
    throw new Error('KEYS_DATABASE_URL is missing and no local start runs here: set it, or run npm start first');
  const { databasePasswords } = passwords.parse(JSON.parse(readFileSync(folders.secrets, 'utf8')));
  const port = String(portsFrom(holder.port).postgres);
  const urls = stores.map((store): [string, string] => [
    databaseVariable(store),
    `postgresql://${store}:${databasePasswords[store] ?? ''}@127.0.0.1:${port}/${store}`,
  ]);
  return { KEY_RING: folders.keyRing, ...Object.fromEntries(urls) };
}

function variable(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is missing. The variables are listed in docs/runbook.md.`);
  return value;
}

function telling(): Telling & { end(): void } {
  let bar: ReturnType<typeof progressBar> | null = null;
  let phase = '';
  const end = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    begin: (name, total) => {
      end();
      phase = name;
      if (total > 0) bar = progressBar(total, process.stderr);
    },
    advance: (done) => bar?.advance(phase, done),
    wait: async (ms) => {
      end();
      process.stderr.write(`  ${String(Math.ceil(ms / 1000))} s for every process to catch up\n`);
      await setTimeout(ms);
    },
    end,
  };
}

const ignore = (): void => undefined;

async function rotate(data: boolean, settleMs: number | undefined): Promise<void> {
  const env = surroundings();
  const file = variable(env, 'KEY_RING');
  const url = variable(env, 'KEYS_DATABASE_URL');
  const tell = telling();
  const one = new pg.Client({ connectionString: url });
  one.on('error', ignore);
  await one.connect();
  const keys = postgres(url, 2, ignore);
  const sealed: SealedStore[] = [];
  try {
    const { rows } = await one.query<{ mine: boolean }>("SELECT pg_try_advisory_lock(hashtext('rotation of keys')) AS mine");
    if (!rows[0]?.mine) throw new Error('A rotation is under way. Wait for it.');
    if (data) {
      for (const user of keyUsers) {
        const pool = new pg.Pool({ connectionString: variable(env, databaseVariable(user)), max: 1 });
        pool.on('error', ignore);
        sealed.push({ pool, columns: columns[user] });
      }
      const gone = await rotateDataKeys(keys, keyRing(file), sealed, tell);
      tell.end();
      process.stdout.write(`Every person has a new data key; ${gone.toLocaleString('en')} keys of before are gone.\n`);
    } else {
      const current = await rotateRegionalKey(file, keys, tell, settleMs);
      tell.end();
      process.stdout.write(
        `Version ${String(current)} wraps every key, and no other is in ${file}. Replace the backups of the ring and of the key store now.\n`,
      );
    }
  } finally {
    await Promise.all([one.end(), keys.end(), ...sealed.map(({ pool }) => pool.end())]);
  }
}

function seconds(args: readonly string[]): number | undefined {
  if (!args.includes('--settle')) return undefined;
  const value = Number(args[args.indexOf('--settle') + 1]);
  if (!(value >= 3 && value <= 86_400)) throw new Error('--settle needs seconds, from 3 to 86400');
  return value * 1000;
}

const args = process.argv.slice(2);
const known = args.every((each, place) => ['rotate', '--data', '--settle'].includes(each) || args[place - 1] === '--settle');
if (args.includes('--help')) process.stdout.write(help);
else if (args[0] !== 'rotate' || !known) {
  process.stderr.write(help);
  process.exitCode = 1;
} else {
  try {
    await rotate(args.includes('--data'), seconds(args));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
