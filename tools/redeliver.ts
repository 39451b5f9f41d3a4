import { deadLetters, redeliver } from '@ycyw/service/deadLetter';
import { logger } from '@ycyw/service/log';
import { postgres } from '@ycyw/service/postgres';
import { redisTransport } from '@ycyw/service/redisTransport';

const domains = ['identity', 'fleet', 'booking', 'support', 'notifications'];

const help = `node tools/redeliver.ts <domain> [--list | event-id…]: brings events back that a domain had set aside

--list, or nothing, shows what <domain> (${domains.join(', ')}) could not take: the event's id, type, when it
happened and failed, and why; the oldest hundred. With ids, <domain> is given those events again, and no other domain is.
Mend the cause first: an event that fails again is set aside again. Reads <DOMAIN>_DATABASE_URL and, to redeliver, REDIS_URL.
`;

function variable(name: string, example: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: set it to ${example}`);
  return value;
}

async function work(domain: string, ids: readonly string[]): Promise<void> {
  if (!domains.includes(domain)) throw new Error(`${domain} is no domain: ${domains.join(', ')}`);
  const odd = ids.find((id) => !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id));
  if (odd !== undefined) throw new Error(`${odd} is no event's id: see --list`);
  const url = variable(`${domain.toUpperCase()}_DATABASE_URL`, `postgresql://user:password@host:5432/${domain}`);
  const db = postgres(url, 1, () => undefined);
  try {
    if (ids.length === 0) {
      for (const { id, type, occurredAt, failedAt, error } of await deadLetters(db))
        process.stdout.write(`${id} ${type} of ${occurredAt}, failed ${failedAt.toISOString()}: ${error}\n`);
      return;
    }
    const transport = await redisTransport(variable('REDIS_URL', 'redis://host:6379'), logger('redeliver', 'silent'));
    try {
      const found = await redeliver(domain, db, transport, ids);
      for (const id of found) process.stdout.write(`${id} redelivered to ${domain}\n`);
      const missing = ids.filter((id) => !found.includes(id));
      if (missing.length > 0) throw new Error(`not set aside at ${domain}: ${missing.join(', ')}`);
    } finally {
      await transport.close();
    }
  } finally {
    await db.end();
  }
}

const [domain, ...ids] = process.argv.slice(2).filter((argument) => argument !== '--list');
if (domain === undefined || process.argv.includes('--help')) process.stdout.write(help);
else {
  await work(domain, ids).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
