import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'undici';
import { store } from '../router/test/toys/store.ts';
import { startToys } from '../router/test/toys/subgraph.ts';

const help = `node bench/router.ts [--requests N] [--rounds N]

The router against Apollo's gateway, in turn, on the same toy subgraphs: one operation of several fetches whose variables
differ in every request (merging identical requests would flatter), 64 connections. Prints CPU per request of the gateway
process alone, p50, p99, resident memory, and the ratio of each round.
`;

const argument = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
if (process.argv.includes('--help')) {
  process.stdout.write(help);
  process.exit(0);
}
const requests = argument('--requests', 3000);
const rounds = argument('--rounds', 3);
const connections = 64;
const ticksPerSecond = 100;

interface Contestant {
  name: string;
  port: number;
  path: string;
  args: string[];
}

const folder = mkdtempSync(path.join(tmpdir(), 'bench-router-'));
const supergraph = path.join(folder, 'supergraph.graphql');
const toys = await startToys(store);
writeFileSync(supergraph, toys.supergraph);
const forget = setInterval(() => {
  for (const toy of Object.values(toys.running)) toy.requests.length = 0;
}, 200);
const memory = ['--max-old-space-size=80', '--max-semi-space-size=4'];
const contestants: Contestant[] = [
  { name: 'router', port: 4391, path: '/graphql', args: [...memory, 'router/src/main.ts', '--supergraph', supergraph, '--port', '4391'] },
  { name: 'gateway', port: 4392, path: '/', args: ['bench/stock-gateway.ts', supergraph, '4392'] },
];
const running = contestants.map(({ args }) =>
  spawn(process.execPath, args, { cwd: path.join(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'inherit'] }),
);
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await Promise.all(
  running.map(
    (child, index) =>
      new Promise((resolve, reject) => {
        child.stdout.once('data', resolve);
        child.once('exit', () => {
          reject(new Error(`${contestants[index]?.name ?? ''} does not start; is its port free?`));
        });
      }),
  ),
);

const query = `query ($ids: [ID!]!, $n: Int!, $l: Int) {
  users(ids: $ids) { id name reviews { id body(length: $l) about { ... on Book { title shipping } ... on Gadget { volts } } } }
  items(first: $n) { sku price { minor } }
}`;
const body = (k: number): string =>
  JSON.stringify({ query, variables: { ids: [...['u1', 'u2', 'u3'].slice(0, 1 + (k % 3)), `x${String(k)}`], n: k % 4, l: k % 5 } });

/** User and system milliseconds of a process so far, and its resident megabytes (Linux). */
function use(pid: number): { cpuMs: number; rssMb: number } {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '0';
  return { cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond, rssMb: Number(rss) / 1024 };
}

let sent = 0;
async function load({ port, path: target }: Contestant): Promise<number[]> {
  const pool = new Pool(`http://127.0.0.1:${String(port)}`, { connections });
  const took: number[] = [];
  const until = sent + requests;
  const client = async (): Promise<void> => {
    while (sent < until) {
      const payload = body((sent += 1));
      const since = performance.now();
      const answer = await pool.request({ method: 'POST', path: target, headers: { 'content-type': 'application/json' }, body: payload });
      const { errors } = (await answer.body.json()) as { errors?: unknown };
      if (answer.statusCode !== 200 || errors) throw new Error(JSON.stringify(errors));
      took.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  await pool.close();
  return took.sort((a, b) => a - b);
}

process.stdout.write(
  `${String(requests)} requests a round, ${String(connections)} connections, ${String(cpus().length)} cores, Node ${process.version}\n`,
);
for (let round = 0; round <= rounds; round += 1) {
  const perRequest: number[] = [];
  for (const [index, contestant] of contestants.entries()) {
    const pid = running[index]?.pid ?? 0;
    const before = use(pid);
    const took = await load(contestant);
    const after = use(pid);
    const cpuMs = (after.cpuMs - before.cpuMs) / took.length;
    perRequest.push(cpuMs);
    const at = (share: number): string => (took[Math.floor(took.length * share)] ?? 0).toFixed(1);
    const figures = `${cpuMs.toFixed(2)} ms CPU/request  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  ${after.rssMb.toFixed(0)} MB`;
    process.stdout.write(`${round === 0 ? 'warm-up' : `round ${String(round)}`}  ${contestant.name.padEnd(8)} ${figures}\n`);
  }
  const [ours = 0, theirs = 0] = perRequest;
  if (round > 0) process.stdout.write(`round ${String(round)}  gateway/router CPU ${(theirs / ours).toFixed(2)}\n`);
}
clearInterval(forget);
process.exit(0);
