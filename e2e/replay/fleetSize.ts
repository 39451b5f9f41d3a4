import type { Day } from './day.ts';
import type { Reservation } from './trace.ts';

const share = 0.7;

/** Order of what happens on one day, see agendaOf: cancellations, bookings, cancellations of today's bookings, no-shows. */
const phase = { cancel: 0, book: 1, regret: 2, noShow: 3 };

/** Changes of how many reservations are live on each night, as [when, +1 or -1]. */
function changesByNight(reservations: readonly Reservation[]): Map<Day, [number, number][]> {
  const nights = new Map<Day, [number, number][]>();
  const add = (night: Day, day: Day, order: number, change: number): void => {
    const known = nights.get(night);
    if (known) known.push([day * 4 + order, change]);
    else nights.set(night, [[day * 4 + order, change]]);
  };
  for (const { bookedOn, startsOn, nights: length, outcome, outcomeOn } of reservations) {
    for (let night = startsOn; night < startsOn + Math.max(1, length); night += 1) {
      add(night, bookedOn, phase.book, 1);
      if (outcome === 'NO_SHOW') add(night, startsOn, phase.noShow, -1);
      if (outcome === 'CANCELLED' && night >= outcomeOn) add(night, outcomeOn, outcomeOn === bookedOn ? phase.regret : phase.cancel, -1);
    }
  }
  return nights;
}

/** The most reservations that are live on one night at once: each from its booking until it is kept to the end, cancelled or a no-show. */
export function peakDemand(reservations: readonly Reservation[]): number {
  let peak = 0;
  for (const changes of changesByNight(reservations).values()) {
    let live = 0;
    for (const [, change] of changes.sort(([one], [other]) => one - other)) {
      live += change;
      peak = Math.max(peak, live);
    }
  }
  return peak;
}

/** 70 % of a peak demand, rounded up. */
export const fleetFor = (peak: number): number => Math.max(1, Math.ceil(peak * share - 1e-9));
