import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { addressesOf, type Addresses } from './addresses.ts';
import { bringUp, type Parts } from './bringUp.ts';
import { startCarriers } from './carriers/start.ts';
import { clockDial, type ClockDial } from './clock.ts';
import { writeDemo } from './demo.ts';
import { watchErrors } from './errorWatch.ts';
import { foldersIn, root, type Folders } from './folders.ts';
import { ensureKeyRing } from './keyRing.ts';
import { lock } from './lock.ts';
import { mailboxRoute } from './mail/mailbox.ts';
import { provider } from './mail/provider.ts';
import { startMailSink } from './mail/sink.ts';
import { startObjects } from './objects/store.ts';
import { childrenOf, memoryOf, type Memory } from './memory.ts';
import { alwaysNeeded, portsFrom, requireFree, type Ports } from './ports.ts';
import { progress as progressOn } from './progress.ts';
import { secretsIn } from './secrets.ts';
import type { Trouble } from './revival.ts';
import { readSettings, type Settings } from './settings.ts';
import { stages as newStages } from './stages.ts';
import { inOneLine, StartRefused } from './startRefused.ts';
import { startTools } from './tools.ts';
import { translatorKey } from './translator/key.ts';
import { startTranslator } from './translator/server.ts';

export interface StartOptions {
  /** Of the router; the others are counted from it. Default: PORT of `env`, else 4000. */
  port?: number;
  /** Where it keeps what it makes. Default: var/ of the repository. */
  varFolder?: string;
  /** Prints nothing. */
  quiet?: boolean;
  /** Default: this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** Called when a part of the running system was lost for good and the rest has been stopped. */
  lost?(reason: string): void;
  /** Stops the start, or the started system, when it aborts. */
  signal?: AbortSignal;
}

export interface System {
  addresses: Addresses;
  folders: Folders;
  /** Of the demo staff, by e-mail address. */
  totpSecrets: Readonly<Record<string, string>>;
  ports: Ports;
  clock: ClockDial;
  processes(): Memory[];
  /** Drains within ten seconds and leaves no process behind. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/** Rejects as soon as `signal` aborts, whatever `work` still waits for. */
const abortable = <Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    }),
  ]);

function requireSources(): void {
  const supergraph = path.join(root, 'schema', 'supergraph.graphql');
  if (!existsSync(supergraph)) throw new StartRefused(`${supergraph} is missing: npm run compose makes it.`);
}

const hostsOf = ({ router, tools }: Ports): ReadonlySet<string> =>
  new Set([router, tools].flatMap((port) => [`localhost:${String(port)}`, `127.0.0.1:${String(port)}`]));

const memoryOfAll = ({ children, postgres, redis, turn }: Parts): Memory[] =>
  [
    { name: 'launcher', pid: process.pid },
    ...children,
    ...(turn === null ? [] : [{ name: 'coturn', pid: turn.pid }]),
    ...(redis === null ? [] : [{ name: 'redis', pid: redis.pid }]),
    ...(postgres === null ? [] : [{ name: 'postgres', pid: postgres.pid }, ...backends(postgres.pid)]),
  ].flatMap(({ name, pid }) => memoryOf(name, pid) ?? []);

const backends = (postgres: number): { name: string; pid: number }[] =>
  childrenOf(postgres).map(({ pid, title }) => ({ name: title.replace(/^postgres: (your-car-your-way: )?/, 'postgres '), pid }));

/** The ports that this start will listen on itself. */
const needed = (settings: Settings): (keyof Ports)[] => [
  ...alwaysNeeded,
  ...(settings.databases ? [] : ['postgres' as const]),
  ...(settings.stripe ? [] : ['stripe' as const]),
];

/**
 * Starts the whole system. Rejects with StartRefused, and everything stopped again, when it does not come about or
 * `signal` aborts it.
 */
export async function startSystem({ port, varFolder, quiet = false, env = process.env, lost, signal }: StartOptions = {}): Promise<System> {
  const settings = { ...readSettings(env), ...(port !== undefined && { port }) };
  const ports = portsFrom(settings.port);
  const folders = foldersIn(varFolder ?? path.join(root, 'var'));
  requireSources();
  mkdirSync(folders.var, { recursive: true });
  const { remains, release } = lock(folders.lock, settings.port);
  const stages = newStages();
  const abort = new AbortController();
  const progress = progressOn(process.stdout, quiet);
  const stop = async (): Promise<void> => {
    abort.abort(new StartRefused('Stopped before it was ready.'));
    await stages.stop();
    release();
  };
  signal?.addEventListener('abort', () => void stop());

  try {
    await requireFree(ports, needed(settings), remains ? 10_000 : 0);
    const secrets = secretsIn(folders);
    ensureKeyRing(folders);
    const addresses = addressesOf(ports, settings, secrets);
    const clock = clockDial();
    let ready = false;
    const giveUp = (reason: string): void => {
      if (abort.signal.aborted) return;
      abort.abort(new StartRefused(reason));
      if (ready) void stop().then(() => lost?.(reason));
    };
    const trouble: Trouble = {
      say: (line) => {
        progress.say(`  ! ${line}`);
      },
      giveUp,
    };
    stages.add('surroundings', await startObjects({ port: ports.objects, folder: folders.objects, ...addresses.objects }));
    const translator = { port: ports.translator, key: translatorKey(secrets.internalKey) };
    stages.add('surroundings', await startTranslator({ ...translator, local: true }));
    const mailProvider = provider({ url: `http://127.0.0.1:${String(ports.router)}/mail/inbound`, internalKey: secrets.internalKey });
    stages.add('surroundings', await startMailSink({ smtpPort: ports.smtp, folder: folders.mail, provider: mailProvider }));
    stages.add('surroundings', await startCarriers(ports, secrets.internalKey, clock));
    let parts: Parts = { children: [], postgres: null, redis: null, turn: null };
    const processes = (): Memory[] => memoryOfAll(parts);
    stages.add(
      'surroundings',
      await startTools(ports.tools, hostsOf(ports), { mailbox: mailboxRoute(folders.mail, mailProvider), clock, processes }),
    );
    parts = await abortable(
      bringUp({ settings, folders, ports, secrets, stages, progress, trouble }, addresses, clock, abort.signal),
      abort.signal,
    );
    ready = true;
    writeDemo(folders, addresses, ports, secrets.demoTotp);
    const unwatch = watchErrors(new Map(parts.children.map(({ name }) => [path.join(folders.logs, `${name}.log`), name])), progress.say);
    stages.add('router', {
      stop: () => {
        unwatch();
        return Promise.resolve();
      },
    });
    return {
      addresses,
      folders,
      totpSecrets: secrets.demoTotp,
      ports,
      clock,
      processes,
      stop,
      kill: () => {
        stages.kill();
      },
    };
  } catch (error) {
    await stop();
    throw error instanceof StartRefused ? error : new StartRefused(inOneLine(error), { cause: error });
  }
}
