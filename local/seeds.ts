import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { databaseVariable, type Domain, type KeyUser } from './domains.ts';
import { plainEnvironment, sealing } from './environments.ts';
import { root, type Folders } from './folders.ts';
import { rotated } from './logs.ts';
import { StartRefused } from './startRefused.ts';

const shape = z.record(z.string(), z.string());

const seedOf = (domain: Domain): string => path.join(root, 'subgraphs', domain, 'src', 'seed.ts');

/** What the seed of `domain` is made of, by names, sizes and times; another one is sown again, though it only adds what is missing. */
function fingerprint(domain: Domain): string {
  const hash = createHash('sha256');
  for (const folder of ['src/seed.ts', 'src/seed', 'data']) {
    const target = path.join(root, 'subgraphs', domain, folder);
    if (!existsSync(target)) continue;
    const files = statSync(target).isDirectory()
      ? readdirSync(target, { recursive: true, encoding: 'utf8' }).map((name) => path.join(target, name))
      : [target];
    for (const file of files.sort()) hash.update(`${file} ${String(statSync(file).size)} ${String(statSync(file).mtimeMs)}\n`);
  }
  return hash.digest('hex');
}

function sownIn(folders: Folders): Record<string, string> {
  try {
    return shape.parse(JSON.parse(readFileSync(folders.seeded, 'utf8')));
  } catch {
    return {};
  }
}

/** Runs the domain's seed command unless this folder's database had it before. Says whether it ran. */
export async function seed(
  domain: Domain,
  { urls, keyStore, demoTotp }: { urls: Record<Domain, string>; keyStore: Record<KeyUser, string>; demoTotp: Record<string, string> },
  folders: Folders,
  fresh: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const databaseUrl = urls[domain];
  const file = seedOf(domain);
  if (!existsSync(file)) return false;
  const mark = `${fingerprint(domain)} ${new URL(databaseUrl).host}`;
  if (!fresh && sownIn(folders)[domain] === mark) return false;
  const log = rotated(folders, `seed-${domain}`);
  const fd = openSync(log, 'a');
  const env = {
    ...plainEnvironment(folders),
    LOCAL: '1',
    [databaseVariable(domain)]: databaseUrl,
    ...sealing(domain, keyStore, folders),
    ...(domain === 'identity' && { DEMO_TOTP: JSON.stringify(demoTotp) }),
  };
  const child = spawn(process.execPath, [file], { cwd: path.join(root, 'subgraphs', domain), env, signal, stdio: ['ignore', fd, fd] });
  closeSync(fd);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0)
    throw new StartRefused(`Seeding ${domain} failed: ${readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? ''} Its log is ${log}.`);
  writeFileSync(folders.seeded, JSON.stringify({ ...sownIn(folders), [domain]: mark }));
  return true;
}
