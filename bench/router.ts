import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { schemas } from './fixtures/schemas.ts';
import { agreed } from './router/agreement.ts';
import { contestantNames, memoryFlags, startContestants, type Contestant } from './router/contestants.ts';
import { connections, load } from './router/load.ts';
import { operations, type Operation } from './router/operations.ts';
import { installPeers, peersFolder, versionOf } from './router/peers.ts';
import { use } from './router/processes.ts';
import { tableOf, targets, type Turn } from './router/report.ts';

const help = `npm run bench:router -- [--rounds N] [--seconds N] [--only NAME]... [--operation NAME]... [--without-peers] [--json FILE]

The router against its peers, in turn in one run, on the same subgraphs with fixed data: Apollo's gateway as its documentation starts
it, with the memory that ours has (stock) and with all it likes (stock-free), Hive Gateway with either planner and all the memory it
likes (hive-js, hive-rust), fetches written by hand (hand-written), and ours. First all answers are compared; then each operation is asked over ${connections} connections, its variables different in every request. CPU is user and
system of the contestant's processes alone. Figures are least / median / most of the rounds, the warm-up left out.

  --rounds N         after one to warm up (3)
  --seconds N        each turn of a contestant (4)
  --only NAME        of the contestants; may be repeated
  --operation NAME   ${operations.map(({ name }) => name).join(', ')}; may be repeated
  --without-peers    leaves Hive Gateway out, which is otherwise installed into bench/peers on first use
  --json FILE        writes every turn and the conditions
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', multiple: true },
    operation: { type: 'string', multiple: true },
    'without-peers': { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const names = contestantNames(!options['without-peers']).filter((name) => options.only?.includes(name) ?? true);
const asked = operations.filter(({ name }) => options.operation?.includes(name) ?? true);
if (names.length === 0 || asked.length === 0 || !(rounds > 0) || !(seconds > 0)) {
  process.stderr.write(`bench: nothing to do; see --help\n`);
  process.exit(2);
}
if (names.some((name) => name.startsWith('hive'))) installPeers();

const folder = mkdtempSync(path.join(tmpdir(), 'bench-router-'));
const children: ChildProcess[] = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const fixtures = fork(path.join(import.meta.dirname, 'fixtures', 'main.ts'));
children.push(fixtures);
const [{ subgraphs: ports, traces }] = (await once(fixtures, 'message')) as [{ subgraphs: Record<string, number>; traces: number }];
const composed = composeServices(
  Object.entries(schemas).map(([name, sdl]) => ({ name, url: `http://127.0.0.1:${ports[name] ?? 0}/graphql`, typeDefs: parse(sdl) })),
);
if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
const supergraph = path.join(folder, 'supergraph.graphql');
writeFileSync(supergraph, composed.supergraphSdl);

async function upstreamRequests(): Promise<number> {
  fixtures.send('count');
  const [{ requests }] = (await once(fixtures, 'message')) as [{ requests: number }];
  return requests;
}

async function turn(contestant: Contestant, operation: Operation, round: number): Promise<Turn> {
  await upstreamRequests();
  const before = use(contestant.pid);
  const { took, seconds: lasted } = await load(contestant, operation, seconds);
  const after = use(contestant.pid);
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0;
  return {
    contestant: contestant.name,
    operation: operation.name,
    round,
    requests: took.length,
    cpuMs: (after.cpuMs - before.cpuMs) / took.length,
    perSecond: took.length / lasted,
    p50: at(0.5),
    p99: at(0.99),
    rssMb: after.rssMb,
    upstream: (await upstreamRequests()) / took.length,
  };
}

const root = path.join(import.meta.dirname, '..');
const conditions = {
  date: new Date().toISOString(),
  machine: `${cpus().length} cores (${cpus()[0]?.model ?? ''}), ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1) ?? ''} at the start`,
  node: process.version,
  versions: Object.fromEntries([
    ...['@apollo/gateway', '@apollo/server', 'undici'].map((name) => [name, versionOf(root, name)]),
    ...(names.some((name) => name.startsWith('hive'))
      ? ['@graphql-hive/gateway', '@graphql-hive/router-runtime'].map((name) => [name, versionOf(peersFolder, name)])
      : []),
  ]) as Record<string, string>,
  connections,
  rounds,
  seconds,
  memory: `${memoryFlags.join(' ')} and one malloc arena for all but stock-free and Hive`,
};
for (const [key, value] of Object.entries(conditions))
  say(`${key.padEnd(12)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);

const contestants = await startContestants(names, { folder, supergraph, ports, traces }, (child) => children.push(child));
const turns: Turn[] = [];
for (const operation of asked) {
  const bytes = await agreed(
    contestants,
    operation,
    Array.from({ length: 20 }, (_, k) => k * 57),
  );
  say(`\n${operation.name}: ${operation.says}; ${(bytes / 1000).toFixed(2)} kB on the mean, equal in 20 answers of ${contestants.length}`);
  for (let round = 0; round <= rounds; round += 1) {
    const order = contestants.map((_, index) => contestants[(index + round) % contestants.length]);
    for (const contestant of order) {
      if (!contestant) continue;
      const done = await turn(contestant, operation, round);
      turns.push(done);
      process.stderr.write(
        `  ${round === 0 ? 'warm-up' : `round ${round}`}  ${done.contestant.padEnd(12)} ${done.cpuMs.toFixed(3)} ms CPU a request\n`,
      );
    }
  }
  const counted = turns.filter((one) => one.operation === operation.name && one.round > 0);
  say(tableOf(counted, names));
  const wanted = targets[operation.name];
  if (wanted !== undefined) say(`  wanted of ours: stock/it at least ${wanted}, and less than every peer`);
}
const memory = Object.fromEntries(contestants.map(({ name, pid }) => [name, use(pid)]));
say('\nmemory at the end, and at its peak (MB; wanted of ours: at most 200)');
for (const [name, { rssMb, peakMb, processes }] of Object.entries(memory)) {
  say(
    `  ${name.padEnd(12)}  ${rssMb.toFixed(0).padStart(4)}  ${peakMb.toFixed(0).padStart(4)}${processes > 1 ? `  in ${processes} processes` : ''}`,
  );
}
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ conditions, turns, memory }, null, 2)}\n`);
process.exit(0);
