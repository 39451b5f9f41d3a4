import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startSystem } from '../../local/system.ts';
import { readDemo } from '../replay/demo.ts';
import { replay } from '../replay/replay.ts';
import { isClean, textOf } from '../replay/report.ts';
import { readTraceFile } from '../replay/trace.ts';
import { killing, type Kill } from './killing.ts';

const help = `npm run prove:crash -- FILE [options]: kills the processes of a running system while reservations are made

  FILE               a trace of reservations, as for npm run replay
  --rounds N         how many times, 10: each process is killed once before any is killed again
  --only N           the first N reservations, 300 a round
  --seed N           draws whom and when, 1
  --port N           of the system that it starts, 4500
  --help

Starts a system of its own in an empty folder. SIGKILL hits PostgreSQL, one of its backends, Redis, the Stripe simulator, the router
and the subgraphs, in an order by lot, at moments by lot. The client asks again with the same idempotency keys, and keeps its own
journal of what it was told: a booking or payment that was acknowledged and is lost, doubled or another is a fault. Exit code 1 then.
`;

const outageMs = 60_000;
const wantedMs = 5000;

function table(kills: readonly Kill[]): string {
  const rows = kills.map(
    ({ target, at, readyMs }, round) =>
      `  ${String(round + 1).padStart(3)}  ${target.padEnd(15)}${at.toLocaleString('en').padStart(8)}${(readyMs / 1000).toFixed(2).padStart(12)}`,
  );
  const longest = Math.max(0, ...kills.map(({ readyMs }) => readyMs));
  return [
    '  Killed              after    ready in s',
    ...rows,
    '',
    `  Longest ${(longest / 1000).toFixed(2)} s (${longest <= wantedMs ? 'within' : 'NOT within'} the 5 s wanted)`,
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '10' },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '4500' },
      help: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (values.help || file === undefined) {
    process.stdout.write(help);
    return values.help ? 0 : 1;
  }
  const rounds = Number(values.rounds);
  const all = await readTraceFile(path.resolve(process.env['INIT_CWD'] ?? '.', file));
  const reservations = all.slice(0, Number(values.only ?? rounds * 300));
  const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-crash-'));
  chmodSync(folder, 0o711);
  const lost = new AbortController();
  const interrupt = (): void => {
    lost.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
  say('Starting a system of its own …');
  const system = await startSystem({
    port: Number(values.port),
    varFolder: path.join(folder, 'var'),
    quiet: true,
    signal: lost.signal,
    lost: say,
  });
  try {
    const killer = killing(system, { rounds, seed: Number(values.seed), reservations: reservations.length }, say);
    const report = await replay({
      trace: path.basename(file),
      reservations,
      demo: await readDemo(path.join(folder, 'var', 'demo.json')),
      inFlight: 24,
      signal: lost.signal,
      out: process.stdout,
      outageMs,
      answered: killer.answered,
    });
    const kills = await killer.finished();
    process.stdout.write(`\n${textOf(report)}\n${table(kills)}`);
    if (kills.length < rounds) say(`Only ${kills.length} of ${rounds} rounds: take more reservations (--only).`);
    return isClean(report) && kills.length === rounds ? 0 : 1;
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
