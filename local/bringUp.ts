import path from 'node:path';
import { migrate } from '@ycyw/service/migrate';
import type { Addresses } from './addresses.ts';
import { untilCopied } from './catalogue.ts';
import type { Child } from './child.ts';
import type { ClockDial } from './clock.ts';
import { shareKeys } from './databases.ts';
import { domains, type Domain, type KeyUser, type Store } from './domains.ts';
import type { Surroundings } from './environments.ts';
import { root, type Folders } from './folders.ts';
import { routerProgram, simulatorProgram, subgraphProgram, type Program } from './programs.ts';
import { writeRouterConfiguration } from './routerConfiguration.ts';
import { seed } from './seeds.ts';
import { prepareSources } from './sources.ts';
import type { Stage } from './stages.ts';
import { startDatabases, startEvents, startRelay, type Around } from './surroundings.ts';

interface Prepared {
  migrations: number;
  sown: boolean;
}

interface Reached {
  urls: Record<Store, string>;
  keyStore: Record<KeyUser, string>;
  demoTotp: Record<string, string>;
}

const migrated = (store: Store, url: string): Promise<string[]> => migrate(url, path.join(root, 'prisma', store, 'migrations'));

/** Databases that are given know their roles already: the store of keys is reached by the URL that was given for it. */
async function prepareKeys(urls: Record<Store, string>, given: boolean): Promise<Record<KeyUser, string>> {
  await migrated('keys', urls.keys);
  return given ? { identity: urls.keys, booking: urls.keys, support: urls.keys } : shareKeys(urls);
}

async function prepare(domain: Domain, reached: Reached, folders: Folders, signal: AbortSignal): Promise<Prepared> {
  const applied = await migrated(domain, reached.urls[domain]);
  signal.throwIfAborted();
  return { migrations: applied.length, sown: await seed(domain, reached, folders, applied.length > 0, signal) };
}

function inWords(prepared: readonly Prepared[]): string {
  const count = prepared.reduce((sum, { migrations }) => sum + migrations, 0);
  const sown = domains.filter((_, index) => prepared[index]?.sown);
  return `${count === 0 ? 'up to date' : `${String(count)} migrations applied`}${sown.length > 0 ? `, seeded ${sown.join(', ')}` : ''}`;
}

/** The processes of a running system. */
export interface Parts {
  children: Child[];
  /** Null where they are not of this start. */
  postgres: { readonly pid: number } | null;
  redis: { readonly pid: number } | null;
  turn: { readonly pid: number } | null;
}

/** Data servers and simulator first, then the databases' contents, then all other processes at once. */
export async function bringUp(around: Around, addresses: Addresses, clock: ClockDial, signal: AbortSignal): Promise<Parts> {
  const { folders, ports, secrets, stages, progress, trouble } = around;
  const children: Child[] = [];
  const run = (stage: Stage, program: Program): Promise<unknown> => {
    signal.throwIfAborted();
    const { child, ready } = program(folders, trouble);
    children.push(stages.add(stage, child));
    return ready;
  };

  const [databases, events, relay] = await Promise.all([
    startDatabases(around),
    startEvents(around),
    startRelay(around),
    progress.step(
      'Sources',
      () => prepareSources(signal),
      (made) => (made ? 'generated and built' : 'unchanged'),
    ),
    addresses.simulator === null
      ? null
      : progress.step(
          'Stripe',
          () => run('surroundings', simulatorProgram(ports, folders, addresses, clock)),
          () => `simulator on ${String(addresses.simulator)}`,
        ),
  ]);
  signal.throwIfAborted();
  const reached: Reached = {
    urls: databases.urls,
    keyStore: await prepareKeys(databases.urls, databases.server === null),
    demoTotp: secrets.demoTotp,
  };
  const surroundings: Surroundings = {
    ports,
    folders,
    addresses,
    internalKey: secrets.internalKey,
    databases: reached.urls,
    keyStore: reached.keyStore,
    redisUrl: events.redisUrl,
    turn: relay?.turn ?? null,
  };
  const prepared = await progress.step(
    'Databases',
    () => Promise.all(domains.map((domain) => prepare(domain, reached, folders, signal))),
    inWords,
  );
  writeRouterConfiguration(folders, ports, addresses);
  await Promise.all([
    progress.step(
      'Subgraphs',
      () => Promise.all(domains.map((domain) => run('subgraphs', subgraphProgram(domain, surroundings, events.hub, clock)))),
      () => `${domains.join(', ')}: ${String(ports.identity)}-${String(ports.notifications)}`,
    ),
    progress.step(
      'Router',
      () => run('router', routerProgram(surroundings)),
      () => addresses.web,
    ),
  ]);
  events.hub?.open();
  if (prepared.some(({ sown }) => sown)) {
    await progress.step(
      'Catalogue',
      () => untilCopied(databases.urls.fleet, databases.urls.booking, signal),
      ({ copied, units }) =>
        copied < units
          ? `only ${copied.toLocaleString('en')} of ${units.toLocaleString('en')} cars on offer so far: see booking's log`
          : `${units.toLocaleString('en')} cars on offer`,
    );
  }
  if (events.hub) stages.add('subgraphs', { stop: () => Promise.resolve(events.hub?.close()) });
  return { children, postgres: databases.server, redis: events.server, turn: relay?.server ?? null };
}
