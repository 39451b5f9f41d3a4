import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { people } from '../e2e/people.ts';
import { cardPayer } from '../e2e/replay/card.ts';
import { measureCpu } from '../e2e/replay/cpu.ts';
import { memoryOf, readProcesses } from '../e2e/replay/memory.ts';
import { paymentSettings } from '../e2e/replay/operations.ts';
import { buyFleet, openAgency, untilOnOffer } from '../e2e/replay/stage.ts';
import { runningSystem } from '../e2e/running.ts';
import { portsFrom } from '../local/ports.ts';
import { book, steps, type Taken } from './booking/booker.ts';
import { plainWay } from './booking/peer.ts';
import { tripsFrom, wantedShare, type Trip } from './booking/trips.ts';
import { numbersFrom } from './search/airports.ts';
import { quantile } from './search/load.ts';

const [agencyCount, units] = [4, 80];
const classes = ['EDMV', 'CDMV', 'IDMV', 'CDAE', 'SFAV'].map((acriss) => ({ letter: acriss, acriss, peak: units, units }));

const help = `npm run bench:booking -- [--bookers N] [--seconds N] [--port N]

Guests who book at once, each without pause: search, quote, book, open the payment page, pay by card, until the booking is seen confirmed; in the web
client's operations, through the router. "booking" is the mutation, whose p95 is wanted under 150 ms; "confirmed" runs from the card's confirmation.
Starts the system as npm start would, in a folder of its own under the system's temporary one, with ${agencyCount} agencies of ${classes.length} classes; one of these
stocks takes ${wantedShare * 100} % of the bookings beside its share. Last the plain way, SELECT … FOR UPDATE and INSERT, as many times by as many callers over the
same PostgreSQL. Exit code 1 when a booking failed.

  --bookers N    at once (20)
  --seconds N    of the measurement (40), after half as many to warm up
  --port N       of the system that it starts (27400)
`;

const { values: options } = parseArgs({
  options: {
    bookers: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '40' },
    port: { type: 'string', default: '27400' },
    help: { type: 'boolean' },
  },
});
const [bookers, seconds, port] = [options.bookers, options.seconds, options.port].map(Number);
if (options.help || !bookers || !seconds || !port) {
  process.stdout.write(help);
  process.exit(options.help ? 0 : 2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';
const quantiles = (list: readonly number[]): number[] =>
  [0.5, 0.95, 0.99].map((share) =>
    quantile(
      [...list].sort((a, b) => a - b),
      share,
    ),
  );
const line = (name: string, list: readonly number[]): void => {
  const [p50, p95, p99] = quantiles(list).map((ms) => ms.toFixed(1).padStart(7));
  say(`  ${name.padEnd(40)}${String(list.length).padStart(6)}   p50 ${p50}  p95 ${p95}  p99 ${p99} ms`);
};

const machine = `${cpus().length} cores (${cpus()[0]?.model ?? ''}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
say(`${new Date().toISOString()}  ${machine}, Node ${process.version}, load ${load()} at the start`);
const system = await runningSystem(port);
const { demo } = system;
const asked = people(system, bookers + 2);
let failed = 0;
try {
  const { publishableKey } = (await asked.guest<{ paymentSettings: { publishableKey: string } }>(paymentSettings, {})).paymentSettings;
  const pay = cardPayer(demo.stripe.base, publishableKey, asked.wire, (job) => job());
  const admin = await asked.as('ada.admin@example.com');
  const stocks: { agency: string; acriss: string }[] = [];
  while (stocks.length < agencyCount * classes.length) {
    const agency = await openAgency(admin);
    await buyFleet(admin, agency, classes);
    await untilOnOffer(asked.guest, agency, classes, Math.floor(Date.now() / 86_400_000) + 1);
    stocks.push(...classes.map(({ acriss }) => ({ agency, acriss })));
  }
  const parts = async () => (await readProcesses(demo.processes, asked.wire)).filter(({ pid }) => pid !== process.pid);
  const everybody = async () => [...(await parts()), { name: 'the bench, with the launcher', pid: process.pid }];

  /** What the bookers get done who draw one trip after the other while `more` says so. */
  async function atOnce<Done>(seed: number, more: () => boolean, work: (trip: Trip) => Promise<Done>): Promise<Done[]> {
    const draw = tripsFrom(stocks, numbersFrom(seed));
    const done: Done[] = [];
    const one = async (): Promise<void> => {
      while (more()) {
        try {
          done.push(await work(draw()));
        } catch (error) {
          failed += 1;
          if (failed <= 5) say(`  failed: ${String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: bookers ?? 0 }, one));
    return done;
  }
  const bookOne = (trip: Trip): Promise<Taken> => book(asked.guest, pay, trip);
  const before = (end: number) => (): boolean => performance.now() < end;
  await atOnce(1, before(performance.now() + seconds * 500), bookOne);
  const cpu = measureCpu(await everybody());
  const began = performance.now();
  const taken = await atOnce(2, before(began + seconds * 1000), bookOne);
  const lasted = (performance.now() - began) / 1000;
  const used = cpu(await everybody()).map(({ name, cpuSeconds }) => ({ name, ms: (cpuSeconds * 1000) / taken.length }));
  const memory = new Map(memoryOf(await parts()).map(({ name, rssMb }) => [name, rssMb]));

  const plain = await plainWay(system.varFolder, portsFrom(port).postgres, bookers, units);
  const plainly = (seed: number, left: number): Promise<number[]> => atOnce(seed, () => (left -= 1) >= 0, plain.book);
  await plainly(1, taken.length / 2);
  const peer = await plainly(2, taken.length);
  say(`PostgreSQL ${plain.version}, ${bookers} bookers, ${lasted.toFixed(0)} s: ${failed} failed, ${taken.length} bookings confirmed,`);
  say(`${(taken.length / lasted).toFixed(1)} a second; as the client sees them:\n`);
  await plain.end();
  const of = (step: (typeof steps)[number], which = taken): number[] => which.map((each) => each[step]);
  const some = (wanted: boolean): Taken[] => taken.filter((each) => each.wanted === wanted);
  for (const step of steps) line(step, of(step));
  line('booking the stock that everybody wants', of('booking', some(true)));
  line('booking the others', of('booking', some(false)));
  line('the plain way', peer);
  const [p50, p95, p99] = quantiles(of('booking')).map((ms, index) => (ms / (quantiles(peer)[index] ?? NaN)).toFixed(1));
  say(`  booking / plain way: p50 ${p50}, p95 ${p95}, p99 ${p99}`);
  say(`\n  CPU ms a booking, ${used.reduce((sum, { ms }) => sum + ms, 0).toFixed(1)} in all, and resident MiB:`);
  for (const { name, ms } of used)
    if (ms >= 0.1) say(`  ${name.padEnd(40)}${ms.toFixed(1).padStart(6)}${memory.get(name)?.toFixed(0).padStart(8) ?? ''}`);
  say(`  load ${load()} at the end`);
} finally {
  asked.close();
  await system.stop();
}
process.exitCode = failed > 0 ? 1 : 0;
