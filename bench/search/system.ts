import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@ycyw/service/migrate';
import { addressesOf } from '../../local/addresses.ts';
import type { Child } from '../../local/child.ts';
import { clockDial } from '../../local/clock.ts';
import { ensureDatabases, shareKeys } from '../../local/databases.ts';
import { perStore, type Store } from '../../local/domains.ts';
import type { Surroundings } from '../../local/environments.ts';
import { eventsHub } from '../../local/events-hub.ts';
import { foldersIn, root } from '../../local/folders.ts';
import { ensureKeyRing } from '../../local/keyRing.ts';
import { portsFrom, requireFree } from '../../local/ports.ts';
import { startPostgres } from '../../local/postgres.ts';
import { routerProgram, subgraphProgram, type Program } from '../../local/programs.ts';
import { routerConfiguration } from '../../local/routerConfiguration.ts';

const random = (): string => randomBytes(32).toString('base64url');

interface MarketFile {
  country: string;
  currency?: string;
}

const readMarket = (file: string): MarketFile => JSON.parse(readFileSync(file, 'utf8')) as MarketFile;

/**
 * Booking's own sources beside data of the bench: every country that has agencies and no market gets Ireland's, under its own name.
 * The currency of each country's market.
 */
function makeTree(folder: string, countries: ReadonlySet<string>): { tree: string; currencyOf: (country: string) => string } {
  const tree = path.join(folder, 'tree');
  const booking = path.join(tree, 'subgraphs', 'booking');
  mkdirSync(booking, { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  for (const name of ['src', 'data', 'schema.graphql', 'schema', 'package.json'])
    cpSync(path.join(root, 'subgraphs', 'booking', name), path.join(booking, name), { recursive: true });
  const own = path.join(root, 'subgraphs', 'booking', 'node_modules');
  if (existsSync(own)) symlinkSync(own, path.join(booking, 'node_modules'));
  const markets = path.join(booking, 'data', 'markets');
  const template = readMarket(path.join(markets, 'IE.json'));
  const currencies = new Map<string, string>();
  for (const country of countries) {
    const file = path.join(markets, `${country}.json`);
    if (!existsSync(file)) writeFileSync(file, JSON.stringify({ ...template, country }));
    currencies.set(country, readMarket(file).currency ?? 'EUR');
  }
  return { tree, currencyOf: (country) => currencies.get(country) ?? 'EUR' };
}

export interface System {
  urls: Record<Store, string>;
  internalKey: string;
  currencyOf: (country: string) => string;
  /** Booking's data folder with the bench's markets. */
  data: string;
  /** Starts booking, fleet and the router, each with more flags for Node; their process ids. */
  start(flagsOf: (name: string) => readonly string[]): Promise<{ booking: number; fleet: number; router: number }>;
  bookingUrl: string;
  routerUrl: string;
  /** The end of what a process wrote. */
  logOf(name: string): string;
  stop(): Promise<void>;
}

/** PostgreSQL with fresh, migrated databases in a folder of its own, which goes when it stops. */
export async function prepareSystem(base: number, countries: ReadonlySet<string>): Promise<System> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-search-'));
  chmodSync(folder, 0o711);
  const folders = foldersIn(path.join(folder, 'var'));
  mkdirSync(folders.logs, { recursive: true });
  const ports = portsFrom(base);
  await requireFree(ports, ['postgres', 'booking', 'fleet', 'router']);
  ensureKeyRing(folders);
  const { tree, currencyOf } = makeTree(folder, countries);
  const postgres = await startPostgres(folders, ports.postgres, random());
  const urls = await ensureDatabases(
    postgres.adminUrl,
    perStore(() => random()),
  );
  for (const store of ['keys', 'fleet', 'booking'] as const) await migrate(urls[store], path.join(root, 'prisma', store, 'migrations'));
  const internalKey = random();
  const addresses = addressesOf(
    ports,
    { stripe: null } as Parameters<typeof addressesOf>[1],
    {
      stripe: { secretKey: 'sk_test_bench_search', publishableKey: 'pk_test_bench_search', webhookSecret: 'whsec_bench_search' },
    } as Parameters<typeof addressesOf>[2],
  );
  const around: Surroundings = {
    ...{ ports, folders, addresses, internalKey, databases: urls, redisUrl: null, turn: null },
    keyStore: await shareKeys(urls),
  };
  const configuration = routerConfiguration(ports, addresses);
  const { internal, policies } = configuration.auth ?? {};
  writeFileSync(
    folders.router,
    JSON.stringify({ ...configuration, auth: { internal, policies }, web: undefined, proxies: [], logLevel: 'warn' }),
  );
  const children: Child[] = [];
  const hub = eventsHub();
  const trouble = {
    say: (line: string): void => void process.stderr.write(`${line}\n`),
    giveUp: (reason: string): void => void process.stderr.write(`${reason}\n`),
  };
  const run = async (program: Program): Promise<number> => {
    const { child, ready } = program(folders, trouble);
    children.push(child);
    await ready;
    return child.pid;
  };
  return {
    urls,
    internalKey,
    currencyOf,
    data: path.join(tree, 'subgraphs', 'booking', 'data'),
    bookingUrl: `http://127.0.0.1:${String(ports.booking)}`,
    routerUrl: `http://127.0.0.1:${String(ports.router)}`,
    start: async (flagsOf) => {
      const clock = clockDial();
      const booking = await run(subgraphProgram('booking', around, hub, clock, { folder: tree, flags: flagsOf('booking') }));
      const fleet = await run(subgraphProgram('fleet', around, hub, clock, { folder: root, flags: flagsOf('fleet') }));
      hub.open();
      return { booking, fleet, router: await run(routerProgram(around, flagsOf('router'))) };
    },
    logOf: (name) => readFileSync(path.join(folders.logs, `${name}.log`), 'utf8').slice(-3000),
    stop: async () => {
      await Promise.all(children.map((child) => child.stop(10_000)));
      hub.close();
      await postgres.stop(10_000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
