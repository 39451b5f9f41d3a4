import { ensureDatabases } from './databases.ts';
import type { Store } from './domains.ts';
import { eventsHub, type EventsHub } from './events-hub.ts';
import type { Folders } from './folders.ts';
import { startPostgres } from './postgres.ts';
import type { Ports } from './ports.ts';
import type { Progress } from './progress.ts';
import { redisServer, startRedis } from './redis.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import type { Stages } from './stages.ts';

export interface Around {
  settings: Settings;
  folders: Folders;
  ports: Ports;
  secrets: Secrets;
  stages: Stages;
  progress: Progress;
  giveUp(reason: string): void;
}

/** The databases' URLs, each of its owner, and the process id of the PostgreSQL that is ours. */
export async function startDatabases({
  settings,
  folders,
  ports,
  secrets,
  stages,
  progress,
  giveUp,
}: Around): Promise<{ urls: Record<Store, string>; pid: number | null }> {
  if (settings.databases) return { urls: settings.databases, pid: null };
  return progress.step(
    'PostgreSQL',
    async () => {
      const server = stages.add('postgres', await startPostgres(folders, ports.postgres, secrets.postgresPassword));
      void server.exited.then(() => {
        giveUp(`PostgreSQL ended. Its log is ${folders.logs}/postgres.log.`);
      });
      return { urls: await ensureDatabases(server.adminUrl, secrets.databasePasswords), pid: server.pid };
    },
    () => `127.0.0.1:${String(ports.postgres)}, five databases and the keys, each with its own role`,
  );
}

export interface Events {
  /** Null: events go through `hub`. */
  redisUrl: string | null;
  hub: EventsHub | null;
  pid: number | null;
}

/** How events travel: the Redis that is given, the machine's redis-server, or this process. */
export async function startEvents({ settings, folders, ports, secrets, stages, progress, giveUp }: Around): Promise<Events> {
  if (settings.redisUrl !== null) return { redisUrl: settings.redisUrl, hub: null, pid: null };
  const program = settings.eventsInProcess ? null : redisServer(process.env.PATH ?? '');
  if (program === null) {
    progress.say(
      `  · Events         go through this process: ${settings.eventsInProcess ? 'as EVENTS=ipc asks' : 'no redis-server on this machine'}`,
    );
    return { redisUrl: null, hub: eventsHub(), pid: null };
  }
  return progress.step(
    'Redis',
    async () => {
      const server = stages.add('events', await startRedis(program, folders, ports.redis, secrets.redisPassword));
      void server.exited.then(() => {
        giveUp(`Redis ended. Its log is ${folders.logs}/redis.log.`);
      });
      return { redisUrl: server.url, hub: null, pid: server.pid };
    },
    () => `127.0.0.1:${String(ports.redis)}, carries the events`,
  );
}
