import type { Cell } from '../../subgraphs/booking/src/domain/recommendation/learnt.ts';
import { traitsOf, type Trip } from '../../subgraphs/booking/src/domain/recommendation/trip.ts';

/** A booking to learn from. */
export interface Example {
  trip: Trip;
  acriss: string;
  /** Who booked, for counting people. */
  owner: string;
  /** What they took last (domain/recommendation/person.ts). */
  habit: string | null;
  /** The classes that they last searched for. */
  asked: string | null;
}

/** What learning in SQL must come to, the plain way: bookings by trait and class, where at least `fewest` people are behind the figure. */
export function cellsOf(examples: Iterable<Example>, fewest: number): Cell[] {
  const cells = new Map<string, Cell & { owners: Set<string> }>();
  const count = (trait: Cell['trait'], value: string, { acriss, owner }: Example): void => {
    const key = `${trait} ${value} ${acriss}`;
    const cell = cells.get(key) ?? { trait, value, acriss, bookings: 0, owners: new Set<string>() };
    cell.bookings += 1;
    if (cell.owners.size < fewest) cell.owners.add(owner);
    cells.set(key, cell);
  };
  for (const example of examples) {
    count('all', '', example);
    for (const { name, value } of traitsOf(example.trip)) count(name, value, example);
    if (example.habit !== null) count('habit', example.habit, example);
    if (example.asked !== null) count('asked', example.asked, example);
  }
  return [...cells.values()].filter(({ owners }) => owners.size >= fewest).map(({ owners: _, ...cell }) => cell);
}
