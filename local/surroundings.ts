import { kept } from './dataServer.ts';
import { ensureDatabases } from './databases.ts';
import type { Store } from './domains.ts';
import { eventsHub, type EventsHub } from './events-hub.ts';
import type { Folders } from './folders.ts';
import { startPostgres } from './postgres.ts';
import type { Ports } from './ports.ts';
import type { Progress } from './progress.ts';
import { onPath } from './onPath.ts';
import { startRedis } from './redis.ts';
import type { Trouble } from './revival.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import type { Stages } from './stages.ts';
import { startTurn, type TurnServer } from './turn.ts';

export interface Around {
  settings: Settings;
  folders: Folders;
  ports: Ports;
  secrets: Secrets;
  stages: Stages;
  progress: Progress;
  trouble: Trouble;
}

/** The databases' URLs, each of its owner, and the PostgreSQL that is ours. */
export async function startDatabases({
  settings,
  folders,
  ports,
  secrets,
  stages,
  progress,
  trouble,
}: Around): Promise<{ urls: Record<Store, string>; server: { readonly pid: number } | null }> {
  if (settings.databases) return { urls: settings.databases, server: null };
  return progress.step(
    'PostgreSQL',
    async () => {
      const start = () => startPostgres(folders, ports.postgres, secrets.postgresPassword);
      const server = stages.add('postgres', await kept('PostgreSQL', `${folders.logs}/postgres.log`, start, trouble));
      return { urls: await ensureDatabases(server.first.adminUrl, secrets.databasePasswords), server };
    },
    () => `127.0.0.1:${String(ports.postgres)}, five databases and the keys, each with its own role`,
  );
}

export interface Events {
  /** Null: events go through `hub`. */
  redisUrl: string | null;
  hub: EventsHub | null;
  server: { readonly pid: number } | null;
}

/** How events travel: the Redis that is given, the machine's redis-server, or this process. */
export async function startEvents({ settings, folders, ports, secrets, stages, progress, trouble }: Around): Promise<Events> {
  if (settings.redisUrl !== null) return { redisUrl: settings.redisUrl, hub: null, server: null };
  const program = settings.eventsInProcess ? null : onPath('redis-server', process.env.PATH ?? '');
  if (program === null) {
    progress.say(
      `  · Events         go through this process: ${settings.eventsInProcess ? 'as EVENTS=ipc asks' : 'no redis-server on this machine'}`,
    );
    return { redisUrl: null, hub: eventsHub(), server: null };
  }
  return progress.step(
    'Redis',
    async () => {
      const start = () => startRedis(program, folders, ports.redis, secrets.redisPassword);
      const server = stages.add('events', await kept('Redis', `${folders.logs}/redis.log`, start, trouble));
      return { redisUrl: server.first.url, hub: null, server };
    },
    () => `127.0.0.1:${String(ports.redis)}, carries the events`,
  );
}

/** How calls are relayed, and the coturn that does it; null where the machine has none: browsers of one machine reach each other without. */
export async function startRelay({ folders, ports, secrets, stages, progress, trouble }: Around): Promise<{
  turn: Pick<TurnServer, 'urls' | 'secret'>;
  server: { readonly pid: number };
} | null> {
  const program = onPath('turnserver', process.env.PATH ?? '');
  if (program === null) {
    progress.say('  · Calls          go straight from browser to browser: no turnserver (coturn) on this machine');
    return null;
  }
  return progress.step(
    'coturn',
    async () => {
      const start = () => startTurn(program, folders, ports, secrets.internalKey);
      const server = stages.add('surroundings', await kept('coturn', `${folders.logs}/turn.log`, start, trouble));
      return { turn: server.first, server };
    },
    () => `127.0.0.1:${String(ports.turn)}, relays calls`,
  );
}
