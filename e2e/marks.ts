import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
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
/** As they would stand in a file: letters whatever their case, in UTF-8, hexadecimal or base64. */
const traces = ['zqmark', '698765432', '1971-03-09'];
export const forms = traces.flatMap((trace) => [trace, Buffer.from(trace).toString('hex')]);

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

  /** All rows of all tables as text, bytea as hexadecimal. */
  const dump = (database: string): Promise<string[]> =>
    inDatabase(database, async (client) => {
      const tables = await client.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
      );
      const lines: string[] = [];
      for (const { name } of tables.rows) {
        const { rows } = await client.query<{ line: string }>(`SELECT t::text AS line FROM ${client.escapeIdentifier(name)} t`);
        lines.push(...rows.map(({ line }) => `${name} ${line}`));
      }
      return lines;
    });

  async function inDatabases(): Promise<string[]> {
    const found: string[] = [];
    for (const database of databases) {
      for (const line of await dump(database)) {
        if (forms.some((form) => line.toLowerCase().includes(form))) found.push(`${database}: ${line.slice(0, 120)}`);
      }
    }
    return found;
  }

  /** The mails and the payment provider's own books are outside; the rest of what a start writes is ours. */
  const outside = ['mail', 'stripe', 'compile-cache'];

  /** Logs, Redis' files, PostgreSQL's data and write-ahead log, whatever else stands in the var folder. */
  function inFiles(without = outside): string[] {
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
        if (forms.some((form) => text.includes(form))) found.push(path.relative(varFolder, file));
      }
    }
    return found;
  }

  /** How the owner of the key store reaches it. */
  const keysUrl = (): string => `postgresql://keys:${secrets().databasePasswords['keys'] ?? ''}@127.0.0.1:${String(postgresPort())}/keys`;
  return { inDatabase, inDatabases, inFiles, keysUrl, ring: path.join(varFolder, 'keyring.json') };
}
