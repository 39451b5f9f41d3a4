import type { DayAgenda } from './agenda.ts';
import type { RentedClass } from './classes.ts';
import { untilAllConfirmed } from './confirmations.ts';
import { wallClock, type Day } from './day.ts';
import type { Desk } from './desk.ts';
import * as operations from './operations.ts';
import type { Plan, Wish } from './plan.ts';
import type { Rental } from './rental.ts';
import { classRenting, type ClassRenting, type Parts } from './renting.ts';
import type { Found } from './stage.ts';

export interface DriveParts extends Parts {
  desk: Desk;
  setClock: (day: Day, hour: number) => Promise<void>;
  /** A reservation has had its answer. */
  done: (day: Day) => void;
  signal: AbortSignal;
}

export class Interrupted extends Error {}

/** Work that is awaited later: until then its failure is nobody's. */
function quiet<Work extends Promise<unknown> | null>(work: Work): Work {
  work?.catch(() => undefined);
  return work;
}

/** Plays the agenda day by day; within a class what could change the answer to what comes next is waited for, all else overlaps. */
export function newDrive(parts: DriveParts, classes: readonly RentedClass[]) {
  const { agency, renter, agent, pay, tally, desk, setClock, signal } = parts;
  const rentings = new Map(classes.map(({ letter, acriss, units }) => [letter, classRenting(parts, acriss, units)]));
  const dueBack = new Map<Day, Rental[]>();

  const rentingOf = (plan: Plan): ClassRenting => {
    const renting = rentings.get(plan.reservation.reservedClass);
    if (!renting) throw new Error(`no fleet for class ${plan.reservation.reservedClass}`);
    return renting;
  };

  /** Runs a step; a failure is counted against the row and the replay goes on. */
  async function attempt(row: number, step: () => Promise<void>): Promise<void> {
    if (signal.aborted) throw new Interrupted();
    await step().catch((error: unknown) => {
      if (signal.aborted) throw new Interrupted();
      tally.fault('failedRequests', `row ${row}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  const together = async (plans: readonly Plan[], step: (plan: Plan) => Promise<void>): Promise<void> => {
    await Promise.all(plans.map((plan) => attempt(plan.reservation.row, () => step(plan))));
  };

  const isBooked = (plan: Plan): boolean => rentingOf(plan).rentals.has(plan.reservation.row);

  /**
   * Cancellations of the day, then bookings, then changes, class by class, each sent as soon as its answer does not hang on what is under
   * way. Searches, quotes and payments overlap with all of it. One search serves all who want its period; once a class's cancellations are through only later ones do for it.
   */
  async function cancelBookAndAmend(day: Day, { cancellations, bookings, amendments }: DayAgenda): Promise<void> {
    let searches = new Map<string, Promise<Found>>();
    const search = ({ from, to }: Wish): Promise<Found> => {
      const input = { pickUpAgency: agency, pickUpAt: wallClock(from, 10), dropOffAt: wallClock(to, 9), ratePlans: ['PREPAID'] };
      const found = searches.get(`${from}-${to}`) ?? renter<Found>(operations.searchOffers, { input }, false);
      searches.set(`${from}-${to}`, found);
      return found;
    };
    const payments: Promise<void>[] = [];
    const payInTheBackground = (plan: Plan, secret: string): void => {
      payments.push(quiet(attempt(plan.reservation.row, () => pay(secret))));
    };

    async function ofClass(letter: string, renting: ClassRenting): Promise<void> {
      const ours = (plan: Plan): boolean => plan.reservation.reservedClass === letter;
      const leaving = cancellations.filter(ours);
      await together(leaving, (plan) => renting.cancel(plan, day));
      if (leaving.length > 0) searches = new Map();
      const quoted = bookings.filter(ours).map((plan) => ({ plan, quote: quiet(renting.quote(plan, search(plan.first))) }));
      const changes = amendments
        .filter(({ plan }) => ours(plan))
        .map(({ plan, wish }) => ({ plan, wish, ahead: quiet(renting.quoteAmendment(plan, wish, day)) }));
      for (const { plan, quote } of quoted) {
        const { row } = plan.reservation;
        tally.count('reservations');
        const answered = (request: Promise<void>): Promise<void> => attempt(row, () => request).finally(() => parts.done(day));
        const booked = (secret: string): void => payInTheBackground(plan, secret);
        await attempt(row, async () => renting.book(plan, await quote, answered, booked));
      }
      await renting.settled();
      for (const { plan, wish, ahead } of changes) {
        const { row } = plan.reservation;
        await attempt(row, () => renting.amend(plan, wish, day, ahead, (request) => attempt(row, () => request)));
      }
      await renting.settled();
    }

    await Promise.all([...rentings].map(([letter, renting]) => ofClass(letter, renting)));
    const changes = [...rentings.values()].flatMap(({ unpaid }) => [...unpaid.values()]);
    const confirmed =
      payments.length > 0 && untilAllConfirmed(agent, agency, day).catch((error: unknown) => tally.fault('failedRequests', String(error)));
    await Promise.all([...payments, ...changes, confirmed]);
  }

  const takeBack = (rental: Rental): Promise<void> =>
    attempt(rental.plan.reservation.row, async () => {
      await desk.takeBack(rental.acriss, rental.bookingId, rental.wish.to - rental.wish.from);
      rental.state = 'RETURNED';
      tally.count('takenBack');
    });

  const handOver = (plan: Plan): Promise<void> =>
    attempt(plan.reservation.row, async () => {
      const rental = rentingOf(plan).rentals.get(plan.reservation.row);
      if (!rental) return;
      await desk.handOver(rental.acriss, rental.bookingId);
      rental.state = 'IN_PROGRESS';
      tally.count('handedOver');
      const { to } = rental.wish;
      dueBack.set(to, [...(dueBack.get(to) ?? []), rental]);
    });

  return {
    rentings,
    /** The last day on which a unit comes back, as far as is known. */
    lastDay: (): Day => Math.max(-Infinity, ...dueBack.keys()),

    /** At nine cars come back, and go out again, an hour early, as they may; whoever books for today gets theirs once it is paid. */
    async morning(day: Day, due: DayAgenda | undefined): Promise<void> {
      const back = dueBack.get(day) ?? [];
      dueBack.delete(day);
      if (!due && back.length === 0) return;
      for (const { ledger } of rentings.values()) ledger.forgetBefore(day);
      await setClock(day, 9);
      const expected = due?.handOvers.filter(isBooked) ?? [];
      const yard = quiet(Promise.all(back.map(takeBack)).then(() => Promise.all(expected.map(handOver))));
      if (due) {
        await cancelBookAndAmend(day, due);
        await together(due.regrets, (plan) => rentingOf(plan).cancel(plan, day));
      }
      await yard;
      const spontaneous = due?.handOvers.filter((plan) => isBooked(plan) && !expected.includes(plan)) ?? [];
      await Promise.all(spontaneous.map(handOver));
    },

    /** At eleven whoever has not come is not waited for any more. */
    async late(day: Day, { noShows }: DayAgenda): Promise<void> {
      const missing = noShows.filter(isBooked);
      if (missing.length === 0) return;
      await setClock(day, 11);
      await together(missing, (plan) => rentingOf(plan).noShow(plan, day + 1 / 24));
    },
  };
}

export type Drive = ReturnType<typeof newDrive>;
