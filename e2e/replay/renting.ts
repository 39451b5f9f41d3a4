import type { PayByCard } from './card.ts';
import { untilCaptured } from './confirmations.ts';
import { wallClock, type Day } from './day.ts';
import { GraphRefused, type Ask } from './graph.ts';
import { ClassLedger, spanOf } from './ledger.ts';
import * as operations from './operations.ts';
import type { Plan, Wish } from './plan.ts';
import type { Rental } from './rental.ts';
import type { Found } from './stage.ts';
import type { Tally } from './tally.ts';

type Payment = { id: string; amount: { minor: number }; clientSecret: string | null } | null;
type BookAnswer = { bookQuote: { __typename: string; booking?: { id: string; reference: string }; payment?: Payment } };
export type QuotedAmendment = { quoteAmendment: { id?: string; difference?: { minor: number }; price?: { total: { minor: number } } } };
type AmendAnswer = { amendBooking: { __typename: string; payment?: Payment; refund?: { amount: { minor: number } } | null } };
type CancelAnswer = { cancelBooking: { refund: { amount: { minor: number } } | null } };

export interface Parts {
  agency: string;
  renter: Ask;
  agent: Ask;
  pay: PayByCard;
  tally: Tally;
}

const driver = {
  givenName: 'Rita',
  familyName: 'Replay',
  birthDate: '1980-05-17',
  licenceNumber: 'L-1',
  licenceCountry: 'PT',
  email: 'replay@example.com',
};
const extrasOf = ({ childSeat }: Wish) => (childSeat ? [{ code: 'CHILD_SEAT', quantity: 1 }] : []);
/** 09:00, when a new day of the ledger, which begins at 10:00, is still an hour away. */
const morning = (day: Day): number => day - 1 / 24;

/**
 * Rents units of one class and compares every answer with the class's own ledger. Requests of which each has one right answer whatever their
 * order are under way together, those that fit in the ledger from the moment they are sent; any other waits for them first.
 */
export function classRenting({ agency, renter, agent, pay, tally }: Parts, acriss: string, units: number) {
  const ledger = new ClassLedger(units);
  const rentals = new Map<number, Rental>();
  /** Changes that are accepted and wait for their money. */
  const unpaid = new Map<number, Promise<void>>();
  /** Requests that have no answer yet. */
  const sent = new Set<Promise<void>>();
  const key = (plan: Plan, step: string): string => `${agency}-${plan.reservation.row}-${step}`;

  /** Lets all that is under way come to its end. */
  async function settled(): Promise<void> {
    await Promise.allSettled(sent);
    await Promise.all(unpaid.values());
  }

  function send(request: Promise<void>): void {
    const under = request.catch(() => undefined).finally(() => sent.delete(under));
    sent.add(under);
  }

  function judge(must: boolean, did: boolean, what: string): void {
    if (did && !must) tally.fault('falseAcceptances', `${acriss} ${what}`);
    if (must && !did) tally.fault('falseSoldOut', `${acriss} ${what}`);
  }

  async function settle(rental: Rental, wish: Wish, payment: NonNullable<Payment>): Promise<void> {
    await pay(payment.clientSecret ?? '');
    await untilCaptured(renter, rental.reference, payment.id);
    rental.wish = wish;
    rental.paidMinor += payment.amount.minor;
    ledger.amend(rental.plan.reservation.row, spanOf(wish));
  }

  return {
    rentals,
    unpaid,
    settled,
    ledger,

    /** The quote's id; null when nothing of the class is on offer. May run ahead of the bookings before it. */
    async quote({ first, reservation }: Plan, offers: Promise<Found>): Promise<string | null> {
      const found = (await offers).searchOffers.edges.find(({ node }) => node.vehicleClass.id === acriss);
      if (!found) return null;
      const input = { offerId: found.node.id, extras: extrasOf(first), idempotencyKey: `${agency}-${reservation.row}-quote` };
      const { createQuote } = await renter<{ createQuote: { quote?: { id: string } } }>(operations.createQuote, { input }, false);
      return createQuote.quote?.id ?? null;
    },

    /** Sends the booking, as soon as it is clear what has to come of it. `booked` hears the secret of the payment that confirms it. */
    async book(
      plan: Plan,
      quoteId: string | null,
      answered: (request: Promise<void>) => Promise<void>,
      booked: (secret: string) => void,
    ): Promise<void> {
      const { row } = plan.reservation;
      const span = spanOf(plan.first);
      if (!ledger.fits(span) && !ledger.isFull(span)) await settled();
      const must = ledger.fits(span);
      if (must) ledger.ask(row, span);
      send(
        answered(
          (async () => {
            const secret = await this.bookNow(plan, quoteId, must);
            if (secret === null) ledger.cancel(row);
            else booked(secret);
          })(),
        ),
      );
    },

    /** The secret of the payment; null when it is sold out. */
    async bookNow(plan: Plan, quoteId: string | null, must: boolean): Promise<string | null> {
      const { row } = plan.reservation;
      const input = { quoteId, driver, idempotencyKey: key(plan, 'book') };
      const answer = quoteId === null ? null : (await renter<BookAnswer>(operations.bookQuote, { input })).bookQuote;
      if (answer?.booking && answer.payment) {
        judge(must, true, `row ${row}`);
        ledger.book(row, spanOf(plan.first));
        tally.count('accepted');
        rentals.set(row, {
          plan,
          acriss,
          bookingId: answer.booking.id,
          reference: answer.booking.reference,
          wish: plan.first,
          paidMinor: answer.payment.amount.minor,
          totalMinor: answer.payment.amount.minor,
          state: 'CONFIRMED',
        });
        return answer.payment.clientSecret ?? '';
      }
      if (answer === null || answer.__typename === 'SoldOut') {
        judge(must, false, `row ${row}`);
        tally.count('soldOut');
      } else tally.fault('wrongAnswers', `row ${row}: ${answer.__typename}`);
      return null;
    },

    /** What a change would cost; may run ahead of what comes before it. */
    quoteAmendment(plan: Plan, wish: Wish, day: Day, attempt = 1): Promise<QuotedAmendment> | null {
      const rental = rentals.get(plan.reservation.row);
      if (!rental) return null;
      const idempotencyKey = key(plan, `amend-${day}-quote-${attempt}`);
      const input = { bookingId: rental.bookingId, dropOffAt: wallClock(wish.to, 9), extras: extrasOf(wish), idempotencyKey };
      return renter<QuotedAmendment>(operations.quoteAmendment, { input }, attempt > 1);
    },

    /** Sends the change; resolves once the next may be sent. */
    async amend(
      plan: Plan,
      wish: Wish,
      day: Day,
      ahead: Promise<QuotedAmendment> | null,
      answered: (request: Promise<void>) => Promise<void>,
    ): Promise<void> {
      const { row } = plan.reservation;
      const rental = rentals.get(row);
      if (!rental) return;
      await unpaid.get(row);
      const fits = (): boolean => ledger.fitsAmended(row, spanOf(wish));
      if (!fits()) await settled();
      const must = fits();
      if (must) ledger.await(row, spanOf(wish));
      send(answered(this.amendNow(rental, wish, day, ahead, must)));
      // What is refused now could fit once a later change has made room.
      if (!must) await settled();
    },

    async amendNow(rental: Rental, wish: Wish, day: Day, ahead: Promise<QuotedAmendment> | null, must: boolean): Promise<void> {
      const { plan } = rental;
      const { row } = plan.reservation;
      let quoted = (await ahead)?.quoteAmendment;
      // Sold out a moment ago is no answer for now: something before it may have made room.
      if (quoted?.id === undefined) quoted = (await this.quoteAmendment(plan, wish, day, 2))?.quoteAmendment;
      const input = { amendmentQuoteId: quoted?.id, idempotencyKey: key(plan, `amend-${day}`) };
      const made = quoted?.id === undefined ? null : (await renter<AmendAnswer>(operations.amendBooking, { input })).amendBooking;
      const accepted = made?.__typename === 'AmendBookingSuccess';
      judge(must, accepted, `amendment of row ${row}`);
      tally.count(accepted ? 'amendmentsAccepted' : 'amendmentsSoldOut');
      if (!accepted) {
        ledger.amend(row, spanOf(rental.wish));
        return;
      }
      const refundMinor = made.refund?.amount.minor ?? 0;
      const difference = quoted?.difference?.minor ?? 0;
      if (refundMinor !== Math.max(0, -difference))
        tally.fault('wrongRefunds', `amendment of row ${row}: ${refundMinor} for ${difference}`);
      rental.paidMinor -= refundMinor;
      rental.totalMinor = quoted?.price?.total.minor ?? rental.totalMinor;
      if (made.payment) {
        const settled = settle(rental, wish, made.payment)
          .catch((error: unknown) => tally.fault('failedRequests', `amendment of row ${row}: ${String(error)}`))
          .finally(() => unpaid.delete(row));
        unpaid.set(row, settled);
      } else {
        rental.wish = wish;
        ledger.amend(row, spanOf(wish));
      }
    },

    /** At 09:00: until the day of pick-up it has to be cancelled, later refused; then the renter did not come. */
    async cancel(plan: Plan, today: Day): Promise<void> {
      const { row, startsOn } = plan.reservation;
      const rental = rentals.get(row);
      if (!rental) return;
      const input = { bookingId: rental.bookingId, idempotencyKey: key(plan, 'cancel') };
      try {
        const { refund } = (await renter<CancelAnswer>(operations.cancelBooking, { input })).cancelBooking;
        // What an earlier change has kept is not given back by a tier of its own.
        const due = Math.round(Math.min(rental.paidMinor, rental.totalMinor) * (startsOn - today >= 7 ? 1 : 0.25));
        const given = refund?.amount.minor ?? 0;
        if (today > startsOn) tally.fault('wrongAnswers', `row ${row}: cancelled after pick-up`);
        else if (given !== due) tally.fault('wrongRefunds', `row ${row}: ${given} instead of ${due}`);
        rental.paidMinor -= given;
        rental.state = 'CANCELLED';
        ledger.cancel(row);
        tally.count('cancelled');
      } catch (error) {
        if (!(error instanceof GraphRefused) || error.code !== 'NOT_CANCELLABLE') throw error;
        if (today <= startsOn) tally.fault('wrongAnswers', `row ${row}: not cancellable before pick-up`);
        tally.count('lateCancellationsRefused');
        await this.noShow(plan, morning(today));
      }
    },

    /** `from`: the ledger's moment from which the class is free again. */
    async noShow(plan: Plan, from: number): Promise<void> {
      const rental = rentals.get(plan.reservation.row);
      if (!rental) return;
      await agent(operations.markNoShow, { bookingId: rental.bookingId, idempotencyKey: key(plan, 'no-show') });
      rental.state = 'NO_SHOW';
      ledger.noShow(plan.reservation.row, from);
      tally.count('noShows');
    },
  };
}

export type ClassRenting = ReturnType<typeof classRenting>;
