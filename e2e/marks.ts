import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { columnsHolding } from '@ycyw/service/testing/markers';
import pg from 'pg';
import type { Running } from './running.ts';

/** What this person writes into each field that says who somebody is; each value stands nowhere else. */
export const marks = {
  email: 'zqmark.address@example.org',
  givenName: 'Zqmarkgiven',
  familyName: 'Zqmarkfamily',
  birthDate: '1971-03-09',
  phone: '+33698765432',
  line1: '77 rue Zqmarkstreet',
  city: 'Zqmarkcity',
  licence: 'ZQMARK-LIC-5521',
  driverGiven: 'Zqmarkdriver',
  driverFamily: 'Zqmarkdrivers',
  driverEmail: 'zqmark.driver@example.org',
  driverLicence: 'ZQMARK-LIC-9917',
  subject: 'Zqmarksubject lost glasses',
  body: 'Zqmarkbody: I left my glasses in the car.',
} as const;
/** As they would stand in a file: letters whatever their case, in UTF-8 or hexadecimal. */
const traces = ['zqmark', '698765432', '1971-03-09'];
export const forms = traces.flatMap((trace) => [trace, Buffer.from(trace).toString('hex')]);

/** As this person wrote them: bytes are compared as they are. */
const written = [...traces, 'Zqmark', 'ZQMARK'];
const databases = ['identity', 'fleet', 'booking', 'support', 'notifications', 'keys'];

/** What holds a person's data in the running system, laid open. */
export function holdings({ demo, varFolder }: Running) {
  const secrets = (): { databasePasswords: Record<string, string>; postgresPassword: string } =>
    JSON.parse(readFileSync(path.join(varFolder, 'secrets.json'), 'utf8')) as ReturnType<typeof secrets>;
  const postgresPort = (): number => Number(new URL(demo.graph).port) + 32;

  async function inDatabase<Result>(database: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: postgresPort(),
      user: 'postgres',
      database,
      password: secrets().postgresPassword,
    });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** `database: table.column` of every column that one of `words` stands in. */
  async function inDatabases(words: readonly string[] = written): Promise<string[]> {
    const found: string[] = [];
    for (const database of databases) {
      const columns = await inDatabase(database, (client) =>
        columnsHolding({ $queryRawUnsafe: async (query, ...values) => (await client.query(query, values)).rows as never }, words),
      );
      found.push(...columns.map((column) => `${database}: ${column}`));
    }
    return found;
  }

  /** The mails and the payment provider's own books are outside; the rest of what a start writes is ours. */
  const outside = ['mail', 'stripe', 'compile-cache'];

  /** Logs, Redis' files, PostgreSQL's data and write-ahead log, whatever else stands in the var folder. */
  function inFiles(without = outside, sought: readonly string[] = forms): string[] {
    const found: string[] = [];
    for (const top of readdirSync(varFolder)) {
      if (without.includes(top)) continue;
      const whole = path.join(varFolder, top);
      const files = statSync(whole).isDirectory()
        ? readdirSync(whole, { recursive: true, encoding: 'utf8' }).map((name) => path.join(whole, name))
        : [whole];
      for (const file of files) {
        if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
        const text = readFileSync(file, 'latin1').toLowerCase();
        if (sought.some((form) => text.includes(form))) found.push(path.relative(varFolder, file));
      }
    }
    return found;
  }

  /** How the owner of the key store reaches it. */
  const keysUrl = (): string => `postgresql://keys:${secrets().databasePasswords['keys'] ?? ''}@127.0.0.1:${String(postgresPort())}/keys`;
  return { inDatabase, inDatabases, inFiles, keysUrl, ring: path.join(varFolder, 'keyring.json') };
}
