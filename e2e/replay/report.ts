import { createHash } from 'node:crypto';
import type { Money } from './books.ts';
import type { RentedClass } from './classes.ts';
import { mostMb, type Memory } from './memory.ts';
import { counters, faults, type Counter, type Fault } from './tally.ts';

/** What two runs of one trace on fresh systems have in common to the last figure. */
export interface Outcome {
  counts: Record<Counter, number>;
  faults: Record<Fault, number>;
  classes: (RentedClass & { accepted: number })[];
  /** By currency, in minor units: the simulator's journal and the bookings' own books. */
  money: { currency: string; journal: Money; books: Money }[];
}

export interface Report {
  trace: string;
  partial: boolean;
  outcome: Outcome;
  checksum: string;
  examples: string[];
  seconds: number;
  perSecond: number;
  retries: number;
  /** Processor time of the run by process; the PostgreSQL backends that came and went within it are not in it. */
  cpuSeconds: { name: string; cpuSeconds: number }[];
  memory: Memory[];
}

const words: Record<Counter | Fault, string> = {
  reservations: 'Reservations',
  accepted: 'accepted',
  soldOut: 'sold out',
  cancelled: 'cancelled',
  lateCancellationsRefused: 'cancellations after pick-up, refused',
  noShows: 'no-shows',
  amendmentsAccepted: 'amendments accepted',
  amendmentsSoldOut: 'amendments sold out',
  amendmentsSkipped: 'amendments skipped (too late, or past three)',
  handedOver: 'handed over',
  takenBack: 'taken back',
  falseAcceptances: 'False acceptances',
  falseSoldOut: 'False SoldOut',
  wrongAnswers: 'Other wrong answers',
  wrongRefunds: 'Refunds off the tier in force',
  overbookedClassDays: 'Overbooked class-days',
  wrongFinalStates: 'Bookings in a wrong state at the end',
  moneyDifferenceMinor: 'Money: journal against books (minor units)',
  wrongMoney: 'Bookings with other money than their renter paid',
  failedRequests: 'Failed requests',
};

export const checksumOf = (outcome: Outcome): string => createHash('sha256').update(JSON.stringify(outcome)).digest('hex').slice(0, 16);

/** Captured and refunded money that the journal and the books don't agree on. */
export const differenceOf = (money: Outcome['money']): number =>
  money.reduce(
    (sum, { journal, books }) => sum + Math.abs(journal.captured - books.captured) + Math.abs(journal.refunded - books.refunded),
    0,
  );

export const isClean = (report: Report): boolean => !report.partial && faults.every((name) => report.outcome.faults[name] === 0);

const figure = (value: number): string => value.toLocaleString('en').padStart(12);
const money = (minor: number): string => (minor / 100).toLocaleString('en', { minimumFractionDigits: 2 }).padStart(18);
const line = (label: string, value: string): string => `  ${label.padEnd(46)}${value}`;

export function textOf(report: Report): string {
  const { outcome, memory, cpuSeconds } = report;
  return [
    `Replay of ${report.trace}${report.partial ? ': PARTIAL, interrupted' : ''}`,
    '',
    ...counters.map((name) => line(words[name], figure(outcome.counts[name]))),
    line('refunds', figure(outcome.money.reduce((sum, { books }) => sum + books.refunds, 0))),
    '',
    ...faults.map((name) => line(words[name], `${figure(outcome.faults[name])}${outcome.faults[name] === 0 ? '' : '   <- must be 0'}`)),
    ...report.examples.map((example) => `    ${example}`),
    '',
    `  ${'Money'.padEnd(10)}${['captured', 'refunded', 'net'].map((each) => each.padStart(18)).join('')}`,
    ...outcome.money.flatMap(({ currency, journal, books }) =>
      [[`${currency} journal`, journal] as const, [`${currency} books`, books] as const].map(
        ([name, sum]) => `  ${name.padEnd(14)}${money(sum.captured).slice(4)}${money(sum.refunded)}${money(sum.captured - sum.refunded)}`,
      ),
    ),
    '',
    '  Class        peak demand   units    accepted',
    ...outcome.classes.map(
      ({ letter, acriss, peak, units, accepted }) =>
        `  ${letter} ${acriss}${String(peak).padStart(17)}${String(units).padStart(8)}${accepted.toLocaleString('en').padStart(12)}`,
    ),
    '',
    line('Checksum of all above', report.checksum.padStart(18)),
    '',
    line('Wall time (s)', report.seconds.toFixed(1).padStart(12)),
    line('Reservations a second', report.perSecond.toFixed(1).padStart(12)),
    line('Requests repeated over a new connection', figure(report.retries)),
    '',
    '  Processor time (s)',
    ...cpuSeconds.filter((each) => each.cpuSeconds >= 0.5).map((each) => line(`  ${each.name}`, each.cpuSeconds.toFixed(1).padStart(12))),
    '',
    `  Resident memory, MiB (at most ${mostMb})`,
    ...memory.map(({ name, processes, rssMb }) =>
      line(
        `  ${name}${processes > 1 ? ` (largest of ${processes})` : ''}`,
        `${rssMb.toFixed(1).padStart(12)}${rssMb > mostMb ? '   <- too much' : ''}`,
      ),
    ),
    '',
  ].join('\n');
}
