import type { Day } from './day.ts';
import type { Plan, Wish } from './plan.ts';

/** What a day brings, each list in the order of the trace's rows. */
export interface DayAgenda {
  /** Booked on an earlier day and cancelled today; after pick-up the engine must refuse, and it becomes a no-show. */
  cancellations: Plan[];
  bookings: Plan[];
  amendments: { plan: Plan; wish: Wish }[];
  /** Booked and cancelled today. */
  regrets: Plan[];
  handOvers: Plan[];
  noShows: Plan[];
}

const empty = (): DayAgenda => ({ cancellations: [], bookings: [], amendments: [], regrets: [], handOvers: [], noShows: [] });

/**
 * The trace's events by day. A day has three instants at which the clock stands still, in the agency's wall clock:
 *  09:00  units due today come back; cancellations due today; then, by class and row, bookings and amendments; at last
 *         the cancellations of what was booked today;
 *  10:00  hand-overs;
 *  11:00  no-shows, of whom the desk has waited for an hour.
 * A rental runs from 10:00 to 09:00, so that with the hour of turnaround it holds whole days, and whoever books today for
 * today still comes in time. A no-show is marked on the day of pick-up, whenever the trace noticed it.
 */
export function agendaOf(plans: readonly Plan[]): Map<Day, DayAgenda> {
  const days = new Map<Day, DayAgenda>();
  const at = (day: Day): DayAgenda => {
    const known = days.get(day) ?? empty();
    days.set(day, known);
    return known;
  };
  for (const plan of plans) {
    const { bookedOn, startsOn, outcome, outcomeOn } = plan.reservation;
    at(bookedOn).bookings.push(plan);
    for (const { on, wish } of plan.amendments) at(on).amendments.push({ plan, wish });
    if (outcome === 'KEPT') at(startsOn).handOvers.push(plan);
    else if (outcome === 'NO_SHOW') at(startsOn).noShows.push(plan);
    else if (outcomeOn === bookedOn) at(bookedOn).regrets.push(plan);
    else at(outcomeOn).cancellations.push(plan);
  }
  return new Map([...days].sort(([one], [other]) => one - other));
}
