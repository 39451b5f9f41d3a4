import path from 'node:path';
import { migrate } from '@ycyw/service/migrate';

const root = path.dirname(import.meta.dirname);
const stores = ['keys', 'identity', 'fleet', 'booking', 'support', 'notifications'];

const help = `npm run migrate -- [name…]: brings databases to this release's tables

Applies what prisma/<name>/migrations has and the database lacks, each migration in a transaction. Without names it does
all six: ${stores.join(', ')}. Reads <NAME>_DATABASE_URL.
`;

async function migrateOne(name: string): Promise<void> {
  const variable = `${name.toUpperCase()}_DATABASE_URL`;
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is missing: set it to postgresql://user:password@host:5432/${name}`);
  const applied = await migrate(url, path.join(root, 'prisma', name, 'migrations'));
  process.stdout.write(`${name}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}\n`);
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !stores.includes(name));
if (wanted.includes('--help')) process.stdout.write(help);
else if (unknown !== undefined) {
  process.stderr.write(`${unknown} has no migrations: ${stores.join(', ')}\n`);
  process.exitCode = 1;
} else {
  const done = await Promise.allSettled((wanted.length === 0 ? stores : wanted).map(migrateOne));
  for (const each of done) {
    if (each.status === 'fulfilled') continue;
    process.stderr.write(`${each.reason instanceof Error ? each.reason.message : String(each.reason)}\n`);
    process.exitCode = 1;
  }
}
