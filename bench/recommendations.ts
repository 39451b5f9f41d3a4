import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { TraceRefused } from '../e2e/replay/trace.ts';
import { Learnt } from '../subgraphs/booking/src/domain/recommendation/learnt.ts';
import { habitOf, pastMost, type PastRental as Rental } from '../subgraphs/booking/src/domain/recommendation/person.ts';
import { lengthOf, type Trip } from '../subgraphs/booking/src/domain/recommendation/trip.ts';
import { progressBar } from '../tools/progressBar.ts';
import { cellsOf, type Example } from './recommendations/learn.ts';
import { gainOver, hitRate, placeOf, type Places, type Share } from './recommendations/score.ts';
import { readAsked, type Asked } from './recommendations/trace.ts';
import { numbersFrom } from './search/airports.ts';

const help = `npm run bench:recommendations -- FILE [options]: how well the reserved class is foreseen, against popularity

  FILE         a trace of reservations, .csv or .csv.gz, with the columns that npm run replay reads and country, agent, market_segment
  --seed N     for the order of the reservations of a day, of which the trace tells no hours (1)
  --fewest N   people who must be behind a figure that is learnt (5)
  --json FILE  writes the figures
  --help

Learns on the first half by the day of booking and foresees the class of each reservation of the second half from what was known when it was
made: length, month and lead time, country, and what the same partner booked before. What came later (class given, rate, changes, outcome) is not
read. The trace tells renters apart by nothing, so the past is a partner's; for all others the trip alone speaks.
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    fewest: { type: 'string', default: '5' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

type PastRental = Pick<Rental, 'acriss' | 'bookedOn' | 'from' | 'nights'>;

interface Situation {
  asked: Asked;
  trip: Trip;
  past: readonly PastRental[];
  /** The part of it that was booked on an earlier day. */
  pastDays: readonly PastRental[];
}

/** What was known at each booking. */
function situationsOf(all: readonly Asked[]): Situation[] {
  const pasts = new Map<string, PastRental[]>();
  return all.map((asked) => {
    const { acriss, from, nights, bookedOn, country, partner } = asked;
    const known = partner === null ? [] : (pasts.get(partner) ?? []);
    const past = known.slice(-pastMost);
    if (partner !== null) pasts.set(partner, [...past, { acriss, from, nights, bookedOn }]);
    const trip = { from, nights, bookedOn, residence: country, agency: null, country: null };
    return { asked, trip, past, pastDays: past.filter((rental) => rental.bookedOn < bookedOn) };
  });
}

const exampleOf = ({ asked, trip, past }: Situation, index: number): Example => ({
  trip,
  acriss: asked.acriss,
  owner: String(index),
  habit: habitOf(past, trip),
  asked: null,
});

const dayMs = 86_400_000;
const show = ({ percent, offBy }: Share): string => `${percent.toFixed(2).padStart(6)} ± ${offBy.toFixed(2)}`;
const gain = ({ percent, offBy }: Share): string => `${percent < 0 ? '' : '+'}${percent.toFixed(2)} ± ${offBy.toFixed(2)}`.padStart(14);

async function main(file: string): Promise<void> {
  const [seed, fewest] = [Number(options.seed), Number(options.fewest)];
  if (!Number.isInteger(seed) || !Number.isInteger(fewest) || fewest < 1) throw new TraceRefused('--seed and --fewest take whole numbers.');
  const say = (line = ''): void => void process.stdout.write(`${line}\n`);
  const all = situationsOf(await readAsked(path.resolve(process.env['INIT_CWD'] ?? '.', file), numbersFrom(seed)));
  const firstDay = all[all.length >> 1]?.asked.bookedOn ?? '';
  const first = all.filter(({ asked }) => asked.bookedOn < firstDay);
  const second = all.filter(({ asked }) => asked.bookedOn >= firstDay);
  if (first.length === 0) throw new TraceRefused('All reservations were made on one day: there is no first half to learn on.');
  const asked = second.map((situation) => situation.asked);
  const began = performance.now();
  const cells = cellsOf(first.map(exampleOf), fewest);
  const learnMs = performance.now() - began;
  const learnt = new Learnt(1, cells);
  const classes = [...new Set(first.map((situation) => situation.asked.acriss))].sort();
  say(
    `${all.length} reservations; learnt on ${first.length} made before ${firstDay}, asked about ${second.length}; ${classes.length} classes; ` +
      `${cells.length} figures with at least ${fewest} people, learnt in ${learnMs.toFixed(0)} ms (plain, in memory)`,
  );

  const bar = progressBar(second.length * 6, process.stderr);
  const foresee = (label: string, chancesOf: (situation: Situation) => ReadonlyMap<string, number>): Places =>
    second.map((situation) => {
      bar.advance(label);
      return placeOf(chancesOf(situation), situation.asked.acriss);
    });
  const popularity = foresee('popularity', () => learnt.popularity(classes));
  const inCountry = Map.groupBy(first, (situation) => situation.asked.country);
  const countryModels = new Map([...inCountry].map(([country, group]) => [country, new Learnt(1, cellsOf(group.map(exampleOf), 1))]));
  const global = learnt.popularity(classes);
  const byCountry = foresee('popularity by country', (situation) => {
    const model = countryModels.get(situation.asked.country);
    return new Map(
      [...(model?.popularity(classes) ?? global)].map(([acriss, chance]) => [acriss, chance + 1e-6 * (global.get(acriss) ?? 0)]),
    );
  });
  const trip = foresee('trip', (situation) => learnt.forTrip(situation.trip, classes));
  const tripAndPast = foresee('trip and past', (situation) =>
    learnt.forPerson(situation.trip, { past: situation.past, searches: [] }, classes),
  );
  const pastDays = foresee('past, earlier days', (situation) =>
    learnt.forPerson(situation.trip, { past: situation.pastDays, searches: [] }, classes),
  );
  const weekly = (() => {
    let [model, seen, until] = [learnt, all.slice(0, first.length), Date.parse(firstDay) + 7 * dayMs];
    return foresee('learnt weekly', (situation) => {
      const day = Date.parse(situation.asked.bookedOn);
      if (day >= until) {
        seen = all.filter((each) => each.asked.bookedOn < situation.asked.bookedOn);
        model = new Learnt(1, cellsOf(seen.map(exampleOf), fewest));
        until = day + 7 * dayMs;
      }
      return model.forPerson(situation.trip, { past: situation.past, searches: [] }, classes);
    });
  })();
  bar.stop();

  const contestants: [string, Places][] = [
    ['popularity', popularity],
    ['popularity by country', byCountry],
    ['trip (anybody)', trip],
    ['trip and own past', tripAndPast],
    ['  past of earlier days only', pastDays],
    ['  learnt anew every week', weekly],
  ];
  say(
    '\nhits in percent, with the error in 19 of 20 samples (days drawn, as those of a day are alike); gain over popularity in points, paired',
  );
  say(`${''.padEnd(30)}${'hit@1'.padEnd(17)}${'hit@5'.padEnd(17)}${'gain@1'.padStart(14)} ${'gain@5'.padStart(14)}`);
  const table = contestants.map(([name, places]) => {
    const figures = { at1: hitRate(places, asked, 1), at5: hitRate(places, asked, 5) };
    const gains = { at1: gainOver(places, popularity, asked, 1), at5: gainOver(places, popularity, asked, 5) };
    say(`${name.padEnd(30)}${show(figures.at1).padEnd(17)}${show(figures.at5).padEnd(17)}${gain(gains.at1)} ${gain(gains.at5)}`);
    return { name, ...figures, gains };
  });

  const segments: [string, (situation: Situation) => string][] = [
    ['past', ({ past }) => (past.length === 0 ? 'nothing known' : past.length < 5 ? '1 to 4 bookings' : '5 or more bookings')],
    ['market', (situation) => situation.asked.market],
    ['days', (situation) => `${lengthOf(situation.trip.nights)} or more`],
  ];
  say(`\nby segment, hit@1 and hit@5${''.padEnd(8)}${'n'.padStart(6)}  ${'popularity'.padEnd(16)}${'trip'.padEnd(16)}trip and own past`);
  for (const [kind, of] of segments) {
    const groups = [...Map.groupBy(second.keys(), (index) => of(second[index] ?? ({} as Situation)))].filter(
      ([, group]) => group.length >= 200,
    );
    for (const [name, group] of groups.sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))) {
      const members = group.flatMap((index) => asked[index] ?? []);
      const rates = [popularity, trip, tripAndPast].map((places) => {
        const among = group.map((index) => places[index] ?? Infinity);
        return [1, 5].map((within) => hitRate(among, members, within).percent.toFixed(1).padStart(5)).join(' ');
      });
      say(`  ${kind.padEnd(8)}${name.padEnd(24)}${String(group.length).padStart(7)}  ${rates.map((rate) => rate.padEnd(16)).join('')}`);
    }
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ n: second.length, learnMs, cells: cells.length, table }, null, 2)}\n`);
}

const [file] = positionals;
if (options.help || file === undefined) {
  process.stdout.write(help);
  process.exitCode = options.help ? 0 : 1;
} else {
  try {
    await main(file);
  } catch (error) {
    const known = error instanceof TraceRefused || (error instanceof Error && 'code' in error);
    process.stderr.write(`  ${error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)}\n`);
    process.exitCode = 1;
  }
}
