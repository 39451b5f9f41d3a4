import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { peersFolder } from './peers.ts';

export interface Contestant {
  name: string;
  url: string;
  pid: number;
}

/** What the contestants are started on. */
export interface Ground {
  folder: string;
  supergraph: string;
  ports: Readonly<Record<string, number>>;
  /** Port of a sink for traces. */
  traces: number;
}

interface Start {
  name: string;
  peer: boolean;
  path: string;
  command: (port: number, ground: Ground) => string[];
}

const root = path.join(import.meta.dirname, '..', '..');
const hive = path.join(peersFolder, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js');
const hiveGateway = (port: number, { supergraph }: Ground): string[] => [
  ...[hive, 'supergraph', supergraph, '--port', String(port), '--host', '127.0.0.1'],
];

const stockGateway = (port: number, { supergraph }: Ground): string[] => [
  ...[path.join(root, 'bench', 'stock-gateway.ts'), supergraph, String(port)],
];

/** Telemetry, limits and the request log are on; merging of identical fetches is off, so that it flatters nothing. */
function configurationFile({ folder, traces }: Ground): string {
  const file = path.join(folder, 'router.json');
  const configuration = {
    ...{ behindTls: true, insecureUpstreams: 'mesh' },
    mergeFetches: false,
    // The others wait as long as it takes: on a busy machine what is late must not be refused.
    ...{ subgraphTimeoutMs: 30_000, requestTimeoutMs: 60_000, overload: { eventLoopDelayMs: 30_000 } },
    telemetry: { metrics: { port: 0 }, traces: { url: `http://127.0.0.1:${traces}/v1/traces` } },
  };
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

/** What npm run router gives Node and the allocator; whoever has these has the same memory to spend. */
export const memoryFlags = ['--max-old-space-size=92', '--max-semi-space-size=16'];
const allocator = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' };
const router = path.join(root, 'router', 'src', 'main.ts');

const starts: readonly Start[] = [
  { name: 'stock', peer: false, path: '/', command: (port, ground) => [...memoryFlags, ...stockGateway(port, ground)] },
  { name: 'stock-free', peer: false, path: '/', command: stockGateway },
  { name: 'hive-js', peer: true, path: '/graphql', command: hiveGateway },
  { name: 'hive-rust', peer: true, path: '/graphql', command: (port, ground) => [...hiveGateway(port, ground), '--hive-router-runtime'] },
  {
    name: 'hand-written',
    peer: false,
    path: '/',
    command: (port, { ports }) => [...memoryFlags, path.join(root, 'bench', 'hand-written.ts'), JSON.stringify(ports), String(port)],
  },
  {
    name: 'ours',
    peer: false,
    path: '/graphql',
    command: (port, ground) => [
      ...memoryFlags,
      ...[router, '--supergraph', ground.supergraph, '--port', String(port), '--config', configurationFile(ground)],
    ],
  },
];

export const contestantNames = (withPeers: boolean): string[] => starts.filter(({ peer }) => withPeers || !peer).map(({ name }) => name);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const answers = async (url: string): Promise<boolean> => {
  const body = JSON.stringify({ query: '{ __typename }' });
  const request = fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return request.then(
    ({ ok }) => ok,
    () => false,
  );
};

/** Starts one contestant in production mode, its log in a file of the folder; waits until it answers. */
async function start({ name, path: target, command }: Start, ground: Ground, started: (child: ChildProcess) => void): Promise<Contestant> {
  const port = await freePort();
  const logFile = path.join(ground.folder, `${name}.log`);
  const log = openSync(logFile, 'a');
  const argv = command(port, ground);
  const env = { ...process.env, NODE_ENV: 'production', ...(memoryFlags.every((flag) => argv.includes(flag)) && allocator) };
  const child = spawn(process.execPath, argv, { cwd: ground.folder, env, stdio: ['ignore', log, log] });
  started(child);
  const url = `http://127.0.0.1:${port}${target}`;
  for (let tries = 0; !(await answers(url)); tries += 1) {
    if (tries > 300 || child.exitCode !== null) throw new Error(`${name} does not start; see ${logFile}`);
    await wait(100);
  }
  return { name, url, pid: child.pid ?? 0 };
}

export async function startContestants(
  names: readonly string[],
  ground: Ground,
  started: (child: ChildProcess) => void,
): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const one of starts) if (names.includes(one.name)) contestants.push(await start(one, ground, started));
  return contestants;
}
