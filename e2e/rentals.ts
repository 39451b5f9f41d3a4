import { driver, until } from './authz/renting.ts';
import type { people } from './people.ts';
import { cardPayer, journal } from './replay/card.ts';
import type { Ask } from './replay/graph.ts';
import * as operations from './replay/operations.ts';
import type { Running } from './running.ts';

export interface Trip {
  agency: string;
  acriss: string;
  /** On the agency's wall clock. */
  from: string;
  to: string;
  plan?: 'PREPAID' | 'FLEX';
  email?: string;
  /** Who drives. */
  name?: { givenName: string; familyName: string };
  useCashback?: boolean;
}

/** A guest's booking: whoever has the token may see and change it. One of somebody signed in has none. */
export interface Booked {
  id: string;
  reference: string;
  guestToken: string | null;
  totalMinor: number;
}

export interface Standing {
  id: string;
  state: string;
  price: { total: { minor: number } };
  payments: { kind: string; state: string; amount: { minor: number } }[];
  refunds: { amount: { minor: number } }[];
}

interface Due {
  id: string;
  clientSecret: string;
}

const bookOf = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) {
    __typename
    ... on BookQuoteSuccess { guestToken payment { id clientSecret } cardSetup { clientSecret } booking { id reference price { total { minor } } } }
  }
}`;
const standingOf = `query Standing($reference: String!, $guestToken: String) {
  booking(reference: $reference, guestToken: $guestToken) {
    id state price { total { minor } } payments { kind state amount { minor } } refunds { amount { minor } }
  }
}`;
const amendOf = `mutation Amend($input: AmendBookingInput!) {
  amendBooking(input: $input) { __typename ... on AmendBookingSuccess { payment { id clientSecret } refund { amount { minor } } } }
}`;

const allDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '23:59' }));

/** An agency in Paris of a spec's own, open day and night, with units of one class; the units' ids. */
export async function openAgency(admin: Ask, code: string, acriss: string, units: number): Promise<string[]> {
  const place = { city: 'Paris', country: 'FR', region: 'EU', timeZone: 'Europe/Paris', currency: 'EUR' };
  const input = { ...place, code, name: `Agence ${code}`, location: { latitude: 48.86, longitude: 2.35 }, openingHours: allDay };
  await admin(operations.addAgency, { input });
  const bought = { agency: code, acriss, count: units, idempotencyKey: `${code}-${acriss}` };
  return (await admin<{ addVehicles: { id: string }[] }>(operations.addVehicles, { input: bought })).addVehicles.map(({ id }) => id);
}

/** What guests, or as `guest` somebody signed in, do with their bookings through the graph, and what the payment simulator has of it. */
export async function rentals({ demo }: Running, { guest, wire }: Pick<ReturnType<typeof people>, 'guest' | 'wire'>) {
  const run = Date.now().toString(36);
  let keys = 0;
  const fresh = (): string => `rentals-${run}-${String((keys += 1))}`;
  const { paymentSettings } = await guest<{ paymentSettings: { publishableKey: string } }>(operations.paymentSettings, {});
  const pay = cardPayer(demo.stripe.base, paymentSettings.publishableKey, wire, (job) => job());

  const standing = async ({ reference, guestToken }: Pick<Booked, 'reference' | 'guestToken'>): Promise<Standing> =>
    (await guest<{ booking: Standing }>(standingOf, { reference, guestToken })).booking;

  const settled = (booked: Booked): Promise<Standing> =>
    until(`a settled ${booked.reference}`, async () => {
      const found = await standing(booked);
      return found.state === 'CONFIRMED' && found.payments.every(({ state }) => state !== 'REQUIRES_PAYMENT') && found;
    });

  /** Books, and leaves the card to be charged or saved with `clientSecret`. */
  async function hold({
    agency,
    acriss,
    from,
    to,
    plan = 'PREPAID',
    email = 'guest@example.com',
    name,
    useCashback = false,
  }: Trip): Promise<{ booked: Booked; clientSecret: string; isPaidNow: boolean }> {
    const input = { pickUpAgency: agency, pickUpAt: from, dropOffAt: to, acriss: [acriss], ratePlans: [plan] };
    type Found = { searchOffers: { edges: { node: { id: string } }[] } };
    const offerId = await until(`an offer at ${agency}`, async () => {
      const found = await guest<Found>(operations.searchOffers, { input }).catch(() => null);
      return found?.searchOffers.edges[0]?.node.id;
    });
    const { createQuote } = await guest<{ createQuote: { quote: { id: string } } }>(operations.createQuote, {
      input: { offerId, useCashback, idempotencyKey: fresh() },
    });
    type Answer = {
      bookQuote: {
        guestToken: string | null;
        payment: Due | null;
        cardSetup: { clientSecret: string } | null;
        booking: { id: string; reference: string; price: { total: { minor: number } } };
      };
    };
    const { bookQuote } = await guest<Answer>(bookOf, {
      input: { quoteId: createQuote.quote.id, driver: { ...driver, ...name, email }, idempotencyKey: fresh() },
    });
    const { booking, payment, cardSetup, guestToken } = bookQuote;
    const booked = { id: booking.id, reference: booking.reference, guestToken, totalMinor: booking.price.total.minor };
    return { booked, clientSecret: payment?.clientSecret ?? cardSetup?.clientSecret ?? '', isPaidNow: payment !== null };
  }

  return {
    standing,
    hold,
    pay,

    /** Books and pays, or where the plan is paid at hand-over leaves the card to be saved. */
    async book(trip: Trip): Promise<Booked> {
      const { booked, clientSecret, isPaidNow } = await hold(trip);
      if (isPaidNow) {
        await pay(clientSecret);
        await settled(booked);
      }
      return booked;
    },

    /** Changes a booking, and pays where that costs more. Throws GraphRefused. */
    async amend(booked: Booked, changes: { pickUpAt?: string; dropOffAt?: string }): Promise<void> {
      const { id: bookingId, guestToken } = booked;
      const { quoteAmendment } = await guest<{ quoteAmendment: { id: string } }>(operations.quoteAmendment, {
        input: { bookingId, guestToken, ...changes, idempotencyKey: fresh() },
      });
      const input = { amendmentQuoteId: quoteAmendment.id, guestToken, idempotencyKey: fresh() };
      const { amendBooking } = await guest<{ amendBooking: { payment: Due | null } }>(amendOf, { input });
      if (!amendBooking.payment) return;
      await pay(amendBooking.payment.clientSecret);
      await settled(booked);
    },

    /** Minor units that go back. */
    async cancel({ id: bookingId, guestToken }: Booked): Promise<number> {
      type Answer = { cancelBooking: { refund: { amount: { minor: number } } | null } };
      const { cancelBooking } = await guest<Answer>(operations.cancelBooking, {
        input: { bookingId, guestToken, idempotencyKey: fresh() },
      });
      return cancelBooking.refund?.amount.minor ?? 0;
    },

    /** What the simulator has taken for a booking, and given back. */
    async atProvider({ id }: Pick<Booked, 'id'>): Promise<{ taken: number; back: number }> {
      const sums = { taken: 0, back: 0 };
      for await (const { kind, amount, metadata } of journal(demo.stripe.base, demo.stripe.secretKey, wire)) {
        if (metadata.bookingId === id) sums[kind === 'capture' ? 'taken' : 'back'] += amount;
      }
      return sums;
    },
  };
}

export type Rentals = Awaited<ReturnType<typeof rentals>>;
