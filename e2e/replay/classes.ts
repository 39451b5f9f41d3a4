import { fleetFor, peakDemand } from './fleetSize.ts';
import { TraceRefused, type Reservation } from './trace.ts';

/** A class of the trace as it is rented here. */
export interface RentedClass {
  letter: string;
  acriss: string;
  peak: number;
  units: number;
}

/** The trace's letters as ACRISS classes that have rates. */
const known: Readonly<Record<string, string>> = {
  A: 'EDMV',
  B: 'HBMV',
  C: 'CDAE',
  D: 'CDMV',
  E: 'IDMV',
  F: 'IFAV',
  G: 'SFAV',
  H: 'FVAV',
  L: 'LDAV',
  P: 'PDAV',
};
/** For letters that the trace at hand has not got, in their order. */
const spare = ['MBMV', 'ECAV', 'CDAV', 'CDMD', 'ICAV', 'IWMV', 'SDAV', 'SCAV', 'FCAV', 'PCAV', 'FFAV', 'PFAV'];

/** The classes of a trace with their fleets, in the order of their letters. Refuses a trace with more classes than there are. */
export function classesOf(reservations: readonly Reservation[]): RentedClass[] {
  const byLetter = Map.groupBy(reservations, ({ reservedClass }) => reservedClass);
  const spares = spare.values();
  return [...byLetter.keys()].sort().map((letter) => {
    const acriss = known[letter] ?? spares.next().value;
    if (acriss === undefined) throw new TraceRefused(`The trace has more classes than there are rates for: ${letter} is one too many.`);
    const peak = peakDemand(byLetter.get(letter) ?? []);
    return { letter, acriss, peak, units: fleetFor(peak) };
  });
}
