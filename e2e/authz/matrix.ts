import { people as peopleOf } from '../people.ts';
import type { Running } from '../running.ts';
import { guessedAddresses } from './addresses.ts';
import { changedBetween, checksums, settled } from './checksums.ts';
import { classify, type Classified } from './classification.ts';
import { entityQuestions, unguarded } from './entities.ts';
import { askAllowed, askRefused, splitOf } from './mutations.ts';
import type { Observation } from './observation.ts';
import { enrolAll, minter, viewersOf } from './people.ts';
import { aliasQuestions, rootQuestions, subscriptionQuestions, unasked, type Matrix } from './questions.ts';
import { follows, reads } from './reads.ts';
import { readSupergraph, type Supergraph } from './supergraph.ts';
import { minutesOfDays, wallClock } from './renting.ts';
import { makeWorld } from './world.ts';
import { writes } from './writes.ts';

/** All that was asked and what everybody got; judged apart. */
export interface Taken {
  graph: Supergraph;
  classified: Classified;
  viewers: number;
  observations: Observation[];
  /** Root fields of which nothing is asked. */
  unasked: string[];
  /** What is wrong whoever asks, one line each. */
  open: string[];
  /** Requests without the router's token, and at addresses that were not signed. */
  guards: number;
}

export interface Progress {
  begin(steps: number): void;
  advance(label: string): void;
}

/** Six letters and digits that no earlier run on the same system has. */
const freshRun = (): string => Date.now().toString(36).slice(-6).toUpperCase();

/** Half as often as time would end a call or send an agent away. */
const stayEveryMs = 15_000;

/** Asks the running system everything, as everybody. */
export async function takeMatrix(system: Running, progress: Progress): Promise<Taken> {
  const graph = readSupergraph();
  const classified = classify(graph);
  const people = { system, asked: peopleOf(system, 24), run: freshRun() };
  let staying: NodeJS.Timeout | undefined;
  try {
    const persons = await enrolAll(people);
    const mint = await minter(people);
    const world = await makeWorld(people, persons, mint);
    staying = setInterval(() => void world.stayed().catch(() => undefined), stayEveryMs);
    const viewers = viewersOf(people, persons, mint, world.agencies, world.keys);
    const matrix: Matrix = { people, graph, world, viewers };
    const days = minutesOfDays(20);
    const searched = {
      pickUpAgency: world.agencies.here,
      pickUpAt: wallClock('EU', days),
      dropOffAt: wallClock('EU', days + minutesOfDays(2)),
    };
    const splits = writes(world, people.run).map((write) => splitOf(write, viewers, classified.rules));
    const questions = [
      ...rootQuestions(matrix, searched),
      ...aliasQuestions(matrix, searched),
      ...entityQuestions(people, graph, world, viewers),
      ...subscriptionQuestions(matrix),
    ];
    progress.begin(questions.length + 2 * splits.length + 4);
    const observations: Observation[] = [];
    const ask = async (question: () => Promise<Observation>): Promise<void> => {
      const seen = await question();
      observations.push(seen);
      progress.advance(seen.name);
    };
    for (const question of questions) await ask(question);
    const guards = await unguarded(people, viewers);
    progress.advance('subgraphs without the router');
    const addresses = await guessedAddresses(people, world);
    progress.advance('addresses that were not signed');
    const before = await settled(system);
    progress.advance('the databases come to rest');
    for (const split of splits) await ask(() => askRefused(matrix, split));
    const changed = changedBetween(before, await checksums(system));
    progress.advance('the databases are as before');
    for (const split of splits) await ask(() => askAllowed(matrix, split));
    return {
      graph,
      classified,
      viewers: viewers.length,
      observations,
      unasked: [
        ...unasked(graph, 'Query', reads(world, searched)),
        ...unasked(graph, 'Subscription', follows(world)),
        ...unasked(
          graph,
          'Mutation',
          splits.map(({ write }) => write),
        ),
      ],
      open: [...guards.open, ...addresses.open, ...changed.map((table) => `${table} was changed by who was refused`)],
      guards: guards.asked + addresses.asked,
    };
  } finally {
    clearInterval(staying);
    people.asked.close();
  }
}
