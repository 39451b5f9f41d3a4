import { cardPayer } from '../replay/card.ts';
import { untilCaptured } from '../replay/confirmations.ts';
import type { Ask } from '../replay/graph.ts';
import * as operations from '../replay/operations.ts';
import type { People } from './running.ts';
import type { Subject } from './subject.ts';

export interface Booked {
  id: string;
  reference: string;
  /** For a guest. */
  guestToken: string | null;
  subject: Subject;
}

export const zones = { EU: 'Europe/Paris', UK: 'Europe/London' };

/** The wall clock of a region's agencies so many minutes from now. */
export function wallClock(region: 'EU' | 'UK', minutes: number): string {
  const at = new Date(Date.now() + minutes * 60_000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zones[region], dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}

export const minutesOfDays = (days: number): number => days * 24 * 60;

/** Who drives, in every booking. */
export const driver = {
  givenName: 'Matrix',
  familyName: 'Driver',
  birthDate: '1985-02-28',
  licenceNumber: 'L-1',
  licenceCountry: 'FR',
  email: 'driver@example.com',
  phone: '+33612345678',
};

const quoteOf = `mutation Quote($input: CreateQuoteInput!) { createQuote(input: $input) { ... on QuoteCreated { quote { id } } } }`;
const bookOf = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) { __typename ... on BookQuoteSuccess { guestToken booking { id reference } payment { id clientSecret } } }
}`;
const guestBookingOf = `query Paid($reference: String!, $guestToken: String) { booking(reference: $reference, guestToken: $guestToken) { state } }`;

/** Looks until there is something; throws after `patienceMs`. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | null | undefined | false>,
  patienceMs = 30_000,
): Promise<Value> {
  for (let since = Date.now(); Date.now() - since < patienceMs;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come about within ${String(patienceMs / 1000)} s`);
}

/** Where a car is brought to: near the agencies that the matrix opens in the EU. */
export const door = { latitude: 45.05, longitude: 0 };
const delivery = { address: { line1: '1 rue de la Paix', city: 'Matrix', postalCode: '75002', country: 'FR' }, point: door };

/** Quotes and books a car for two days at an agency, so many minutes from now, and pays for it; the last offer's id goes into `last`. */
export async function renting({ asked, system, run }: People, last: { offerId: string }) {
  let count = 0;
  const quoted = async (
    asker: Ask,
    agency: string,
    region: 'EU' | 'UK',
    minutes: number,
    plan = 'PREPAID',
    brought = false,
  ): Promise<string> => {
    const input = {
      pickUpAgency: agency,
      pickUpAt: wallClock(region, minutes),
      dropOffAt: wallClock(region, minutes + minutesOfDays(2)),
      ratePlans: [plan],
    };
    const offerId = await until(`an offer at ${agency}`, async () => {
      type Found = { searchOffers: { edges: { node: { id: string } }[] } };
      return (await asked.guest<Found>(operations.searchOffers, { input }).catch(() => null))?.searchOffers.edges[0]?.node.id;
    });
    last.offerId = offerId;
    const extras = [{ code: 'CHILD_SEAT', quantity: 1 }];
    const made = await asker<{ createQuote: { quote: { id: string } } }>(quoteOf, {
      input: { offerId, extras, idempotencyKey: `${run}-${String((count += 1))}`, ...(brought && { delivery: door }) },
    });
    return made.createQuote.quote.id;
  };

  const pay = cardPayer(
    system.demo.stripe.base,
    (await asked.guest<{ paymentSettings: { publishableKey: string } }>(operations.paymentSettings, {})).paymentSettings.publishableKey,
    asked.wire,
    (job) => job(),
  );
  type Answer = {
    bookQuote: {
      guestToken: string | null;
      booking: { id: string; reference: string };
      payment: { id: string; clientSecret: string } | null;
    };
  };
  const book = async (
    asker: Ask,
    owner: string | null,
    agency: string,
    region: 'EU' | 'UK',
    minutes: number,
    paid = true,
    plan = 'PREPAID',
    brought = false,
  ): Promise<Booked> => {
    const quoteId = await quoted(asker, agency, region, minutes, plan, brought);
    const { bookQuote } = await asker<Answer>(bookOf, {
      input: { quoteId, driver, idempotencyKey: `${run}-${quoteId}`, ...(brought && { delivery }) },
    });
    const { booking, payment, guestToken } = bookQuote;
    if (paid && payment !== null) {
      await pay(payment.clientSecret);
      if (guestToken === null) await untilCaptured(asker, booking.reference, payment.id);
      else {
        await until('a paid booking', async () => {
          const answer = await asker<{ booking: { state: string } }>(guestBookingOf, { reference: booking.reference, guestToken });
          return answer.booking.state === 'CONFIRMED';
        });
      }
    }
    return {
      ...booking,
      guestToken,
      subject: { owner, places: [{ code: agency, region }], sandbox: false, ...(guestToken !== null && { guest: true }) },
    };
  };
  return { quoted, book };
}
