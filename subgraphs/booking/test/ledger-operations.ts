import * as fc from 'fast-check';
import type { Place } from './ledger-model.ts';

export const zones = { CDG: 'Europe/Paris', LHR: 'Europe/London', JFK: 'America/New_York' } as const;
export type Agency = keyof typeof zones;
const agencies = Object.keys(zones) as Agency[];
const classes = ['EDMV', 'CDMV'];
export const places: Place[] = agencies.toSorted().flatMap((agency) => classes.toSorted().map((acriss) => ({ agency, acriss })));
export const day = 24 * 60;
/** Days before the clocks change: Europe's and America's weeks of autumn, America's and Europe's of spring. */
export const beginnings = ['2026-10-21T09:00:00Z', '2026-03-04T09:00:00Z', '2026-03-25T09:00:00Z'];
const nights = ['2026-10-25', '2026-11-01', '2026-03-08', '2026-03-29'];

const agency = fc.constantFrom(...agencies);
const pick = fc.nat({ max: 1000 });
/** A wall clock of pick-up: so many minutes from now, or an hour in a night in which the clocks change somewhere. */
const start = fc.oneof(
  { weight: 3, arbitrary: fc.record({ after: fc.integer({ min: 0, max: 6 * day }) }) },
  { weight: 1, arbitrary: fc.record({ night: fc.constantFrom(...nights), at: fc.integer({ min: 0, max: 4 * 60 }) }) },
);
const length = fc.oneof(fc.integer({ min: 30, max: day }), fc.integer({ min: day, max: 5 * day }));
const trip = { start, length, dropOff: agency, acriss: fc.constantFrom('EDMV', 'EDMV', 'CDMV') };
const absence = fc.record({
  in: fc.integer({ min: -day, max: 3 * day }),
  length: fc.oneof(fc.integer({ min: 60, max: 6 * day }), fc.constant(Infinity)),
});

export const operation = fc.oneof(
  {
    weight: 18,
    arbitrary: fc.record({ kind: fc.constant('book' as const), agency, paid: fc.constantFrom(true, true, true, false), ...trip }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pay' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('amend' as const), pick, differenceMinor: fc.constantFrom(0, 5000), ...trip }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('payChange' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('offer' as const),
      pick,
      acriss: fc.constantFrom(...classes),
      answer: fc.constantFrom('yes', 'yes', 'no', 'later'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const), pick, accept: fc.constantFrom(true, true, false) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('handOver' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('takeBack' as const), pick, late: fc.integer({ min: -day, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('noShow' as const), pick }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('maintenance' as const), pick, absences: fc.array(absence, { maxLength: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transfer' as const), pick, agency }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('echo' as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('allowance' as const), place: fc.constantFrom(...places), allowance: fc.nat({ max: 2 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 600 }), compacting: fc.boolean() }),
  },
);
export type Operation = typeof operation extends fc.Arbitrary<infer Each> ? Each : never;
export type Trip = Pick<Extract<Operation, { kind: 'book' }>, 'start' | 'length' | 'acriss' | 'dropOff'>;
