import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { progressBar } from '../tools/progressBar.ts';
import { use } from './router/processes.ts';
import { numbersFrom, readAirports, rowsOf } from './search/airports.ts';
import { explain } from './search/explain.ts';
import { load, quantile, type Target } from './search/load.ts';
import { kinds, repetition, searchesFrom } from './search/mix.ts';
import { naive } from './search/naive.ts';
import { asClient, asRouter } from './search/operations.ts';
import { prepareSystem } from './search/system.ts';
import { classesEach, sowBooking, sowFleet } from './search/world.ts';
import { startWriter } from './search/writer.ts';

const help = `npm run bench:search -- [--seconds N] [--clients N] [--writes N] [--port N] [--profile FOLDER] [--fresh] [--json FILE]

Searches in a world of half a million offers: agencies at all 7,884 airports, ${classesEach} classes at each, every rate plan; a ledger with sold
steps. Starts PostgreSQL, booking, fleet and the router as npm start would, each with the memory it has there, in a folder of its own under the
system's temporary one. Clients ask what the web client asks (pages of ten, one rate plan with the others on the card), without pause and once more with a second's
thought after each answer, first booking itself, then the router: single agencies, radius, countries, the largest country; a quarter with class
patterns, a quarter with a cap on the price, a fifth sorted by category, a fifth reading on. Meanwhile stock is sold and given back by another process. Once with searches of which none is like another, once as people repeat one another. Last the naive way, one statement for all and a price for every offer, over the same data.

  --seconds N        of each measurement (20), after 10 s to warm up
  --clients N        at once (50)
  --writes N         changes of the ledger a second (30)
  --port N           the first of the ports that are used (27300)
  --fresh            measures only searches of which none is like another
  --profile FOLDER   writes CPU profiles of booking, fleet and the router
  --json FILE        writes the figures
`;

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    clients: { type: 'string', default: '50' },
    writes: { type: 'string', default: '30' },
    port: { type: 'string', default: '27300' },
    profile: { type: 'string' },
    json: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
const [seconds, clients, writes, port] = [options.seconds, options.clients, options.writes, options.port].map(Number);
if (!seconds || !clients || !writes || !port) {
  process.stderr.write('bench: not a number; see --help\n');
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { version } = process;
say(
  `${new Date().toISOString()}  ${cpus().length} cores (${cpus()[0]?.model ?? ''}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${version}, load ${loadavg()[0]?.toFixed(1) ?? ''} at the start`,
);

const airports = readAirports();
const classes = rowsOf('subgraphs', 'fleet', 'data', 'vehicle-classes.csv').map((row) => row['acriss'] ?? '');
const system = await prepareSystem(port, new Set(airports.map(({ country }) => country)));
const stop = async (code: number): Promise<never> => {
  await system.stop();
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(130));

async function counters(): Promise<Record<string, number>> {
  const text = await (await fetch(`${system.bookingUrl}/metrics`)).text();
  return Object.fromEntries([...text.matchAll(/^(\w+\S*) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
}

try {
  const bar = progressBar(airports.length * classesEach * 3, process.stderr);
  const { currencyOf } = system;
  const world = await sowBooking(system.urls.booking, airports, currencyOf, classes, (by) => {
    bar.advance('sowing', by);
  });
  await sowFleet(system.urls.fleet, airports, currencyOf);
  bar.stop();
  say(
    `${airports.length.toLocaleString('en')} agencies in ${new Set(airports.map(({ country }) => country)).size} countries, ${world.stocks.length.toLocaleString('en')} stocks × 3 plans = ${(world.stocks.length * 3).toLocaleString('en')} offers, ${world.steps.toLocaleString('en')} ledger steps; ${clients} clients, ${writes} writes a second`,
  );
  const pids = await system.start((name) =>
    options.profile ? ['--cpu-prof', `--cpu-prof-name=${name}.cpuprofile`, `--cpu-prof-dir=${options.profile}`] : [],
  );
  const random = numbersFrom(13);
  const targets: Target[] = [
    { name: 'booking', url: system.bookingUrl, query: asRouter, internalKey: system.internalKey },
    { name: 'router', url: system.routerUrl, query: asClient, internalKey: null },
  ];
  const results: Record<string, unknown> = {};
  const manners = [
    { fresh: true, thinkMs: 0 },
    { fresh: true, thinkMs: 1000 },
    { fresh: false, thinkMs: 0 },
  ].filter(({ fresh }) => fresh || !options.fresh);
  const runs = targets.flatMap((target) => manners.map((manner) => ({ target, ...manner })));
  for (const { target, fresh, thinkMs } of runs) {
    const draw = searchesFrom(airports, numbersFrom(11), fresh);
    await load(target, draw, { clients, seconds: 10, thinkMs }, random);
    const writer = startWriter(system.urls.booking, world.stocks, writes, random);
    const before = { ...(await counters()), cpu: Object.entries(pids).map(([name, pid]) => [name, use(pid).cpuMs] as const) };
    const measured = await load(target, draw, { clients, seconds, thinkMs }, random);
    const after = await counters();
    const heapMb = (after['nodejs_heap_size_used_bytes'] ?? 0) / 2 ** 20;
    await writer.stop();
    const since = (name: string): number => (after[name] ?? 0) - ((before as Record<string, unknown>)[name] as number);
    const all = [...measured.first.values()].flat().sort((a, b) => a - b);
    const line = (name: string, list: readonly number[]): void => {
      say(
        `  ${name.padEnd(14)} ${String(list.length).padStart(6)}  p50 ${quantile(list, 0.5).toFixed(0).padStart(4)}  p95 ${quantile(list, 0.95).toFixed(0).padStart(4)}  p99 ${quantile(list, 0.99).toFixed(0).padStart(4)} ms`,
      );
    };
    say(
      `\nat ${target.name === 'booking' ? 'the booking subgraph (wanted: first page p95 under 150 ms)' : 'the router (wanted: first page p95 under 250 ms)'}; ${fresh ? 'no search like another' : `searches repeat: ${repetition}`}; ${thinkMs === 0 ? 'no pause between searches' : `${thinkMs} ms of thought after each answer`}`,
    );
    line('first pages', all);
    for (const kind of kinds) line(`  ${kind}`, measured.first.get(kind) ?? []);
    line('further pages', measured.further);
    const cpu = Object.fromEntries(
      before.cpu.map(([name, ms]) => [name, (use(pids[name as keyof typeof pids]).cpuMs - ms) / measured.searches]),
    );
    const hits = since('booking_catalogue_lookups_total{result="hit"}');
    const misses = since('booking_catalogue_lookups_total{result="miss"}');
    const invalidations = since('booking_catalogue_invalidations_total');
    const kept = since('booking_answers_total{result="hit"}');
    const made = since('booking_answers_total{result="miss"}');
    say(
      `  ${(measured.searches / measured.seconds).toFixed(0)} searches/s, ${measured.empty} without an offer; CPU ms a search: ${Object.entries(
        cpu,
      )
        .map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
        .join(', ')}`,
    );
    say(
      `  agencies looked up: ${hits.toLocaleString('en')} hits, ${misses.toLocaleString('en')} misses (${((100 * hits) / (hits + misses)).toFixed(2)} %), ${invalidations} stocks invalidated`,
    );
    say(
      `  whole answers: ${kept} kept, ${made} made (${((100 * kept) / Math.max(1, kept + made)).toFixed(1)} % hits), ${since('booking_answers_invalidations_total')} put out by sales, ${after['booking_answers'] ?? 0} in ${((after['booking_answers_bytes'] ?? 0) / 2 ** 20).toFixed(1)} MB`,
    );
    for (const [name, pid] of Object.entries(pids))
      say(`  ${name.padEnd(8)} RSS ${use(pid).rssMb.toFixed(0)} MB, peak ${use(pid).peakMb.toFixed(0)}`);
    say(`  booking's heap ${heapMb.toFixed(0)} MB`);
    results[`${target.name}${fresh ? ', fresh' : ''}${thinkMs === 0 ? '' : ', thinking'}`] = {
      answers: { kept, made },
      p50: quantile(all, 0.5),
      p95: quantile(all, 0.95),
      p99: quantile(all, 0.99),
      cpu,
      hits,
      misses,
      invalidations,
      perSecond: measured.searches / measured.seconds,
    };
  }
  await naive(system, searchesFrom(airports, numbersFrom(17), true), say);
  await explain(system.urls.booking, airports, world.stocks, say);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  for (const name of ['booking', 'router']) process.stderr.write(`${name}: ${system.logOf(name)}\n`);
  await stop(1);
}
await stop(0);
