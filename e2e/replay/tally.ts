/** What happened, counted; the order is the report's. */
export const counters = [
  'reservations',
  'accepted',
  'soldOut',
  'cancelled',
  'lateCancellationsRefused',
  'noShows',
  'amendmentsAccepted',
  'amendmentsSoldOut',
  'amendmentsSkipped',
  'handedOver',
  'takenBack',
] as const;

/** What must not happen: each has to be 0. */
export const faults = [
  'falseAcceptances',
  'falseSoldOut',
  'wrongAnswers',
  'wrongRefunds',
  'overbookedClassDays',
  'wrongFinalStates',
  'moneyDifferenceMinor',
  'wrongMoney',
  'failedRequests',
] as const;

export type Counter = (typeof counters)[number];
export type Fault = (typeof faults)[number];

const mostExamples = 20;

/** Counts, and keeps the first examples of what went wrong. */
export function newTally() {
  const counts = Object.fromEntries(counters.map((name) => [name, 0])) as Record<Counter, number>;
  const wrong = Object.fromEntries(faults.map((name) => [name, 0])) as Record<Fault, number>;
  const examples: string[] = [];
  return {
    counts,
    wrong,
    examples,
    count(name: Counter, by = 1): void {
      counts[name] += by;
    },
    fault(name: Fault, example: string, by = 1): void {
      wrong[name] += by;
      if (examples.length < mostExamples) examples.push(`${name}: ${example}`);
    },
  };
}

export type Tally = ReturnType<typeof newTally>;
