import type { Day } from './day.ts';
import type { Reservation } from './trace.ts';

/** What is asked for: the class from 10:00 on `from` to 09:00 on `to`; with the hour between two rentals that holds whole days. */
export interface Wish {
  from: Day;
  to: Day;
  childSeat: boolean;
}

/** How a reservation of the trace is replayed. */
export interface Plan {
  reservation: Reservation;
  first: Wish;
  /** In order of time; the last one asks for the trace's own dates. */
  amendments: readonly { on: Day; wish: Wish }[];
  /** Changes of the trace for which there was no day left. */
  skippedAmendments: number;
}

export const mostAmendments = 3;
/** Changes are taken until 48 hours before pick-up: at 09:00 two days before it. */
const lastAmendableDay = 2;

const rentedDays = ({ nights }: Reservation): number => Math.max(1, nights);

/** What the renter had before changing their mind: by the row a day more, a day less, with a child seat or without one. */
function detour({ row }: Reservation, final: Wish): Wish {
  const longer = { ...final, to: final.to + 1 };
  switch (row % 4) {
    case 0:
      return longer;
    case 1:
      return final.to - final.from > 1 ? { ...final, to: final.to - 1 } : longer;
    default:
      return { ...final, childSeat: !final.childSeat };
  }
}

/**
 * A reservation with changes is first booked otherwise and amended, by turns away from and back to the trace's dates, at
 * most three times, on days spread evenly between the booking and the last day on which it can be changed.
 */
export function planOf(reservation: Reservation): Plan {
  const { row, bookedOn, startsOn, changes, outcome, outcomeOn } = reservation;
  const final: Wish = { from: startsOn, to: startsOn + rentedDays(reservation), childSeat: changes > 0 && row % 4 === 3 };
  const lastDay = Math.min(startsOn - lastAmendableDay, outcome === 'CANCELLED' ? outcomeOn - 1 : Infinity);
  const wanted = Math.min(changes, mostAmendments);
  const possible = Math.max(0, Math.min(wanted, lastDay - bookedOn));
  const other = detour(reservation, final);
  const wishes = Array.from({ length: possible + 1 }, (_, step) => ((possible - step) % 2 === 0 ? final : other));
  const [first = final, ...later] = wishes;
  const amendments = later.map((wish, index) => ({
    on: bookedOn + Math.floor(((index + 1) * (lastDay - bookedOn)) / possible),
    wish,
  }));
  return { reservation, first, amendments, skippedAmendments: changes - possible };
}
