import { randomUUID } from 'node:crypto';
import { driver } from '../../e2e/authz/renting.ts';
import type { PayByCard } from '../../e2e/replay/card.ts';
import type { Ask } from '../../e2e/replay/graph.ts';
import { asClient as searchOffers, ofCheckout } from '../search/operations.ts';
import type { Trip } from './trips.ts';

export const steps = ['search', 'quote', 'booking', 'payment page', 'confirmed'] as const;
/** ms by step; `booking` is the mutation, `confirmed` runs from the card's confirmation until the client sees what came of it. */
export type Taken = Record<(typeof steps)[number], number> & { wanted: boolean };

const pollMs = 100;
const patienceMs = 30_000;
const createQuote = ofCheckout('CreateQuote');
const bookQuote = ofCheckout('BookQuote');
const bookingToPay = ofCheckout('BookingToPay');
const progress = ofCheckout('BookingProgress');

type Found = { searchOffers: { edges: { node: { id: string } }[] } };
type Quoted = { createQuote: { quote?: { id: string } } };
type Held = { bookQuote: { __typename: string; booking?: { reference: string }; guestToken?: string } };
type ToPay = { booking: { payments: { clientSecret: string | null }[] } };

/** One guest's way from the search to the confirmed booking, in the web client's own operations. Throws where it does not come there. */
export async function book(guest: Ask, pay: PayByCard, { agency, acriss, from, to, wanted }: Trip): Promise<Taken> {
  let last = performance.now();
  const took = (): number => -last + (last = performance.now());

  const wish = { pickUpAgency: agency, pickUpAt: from, dropOffAt: to, acriss: [acriss], ratePlans: ['PREPAID'] };
  const { searchOffers: found } = await guest<Found>(searchOffers, { input: wish, sort: 'PRICE', first: 20 });
  const search = took();
  const asked = { offerId: found.edges[0]?.node.id, idempotencyKey: randomUUID() };
  const quoteId = (await guest<Quoted>(createQuote, { input: asked })).createQuote.quote?.id;
  const quote = took();
  const { bookQuote: held } = await guest<Held>(bookQuote, { input: { quoteId, driver, idempotencyKey: randomUUID() } });
  const booking = took();
  if (!held.booking) throw new Error(`bookQuote answers ${held.__typename}`);
  const mine = { reference: held.booking.reference, guestToken: held.guestToken };
  const { payments } = (await guest<ToPay>(bookingToPay, mine)).booking;
  const page = took();
  await pay(payments[0]?.clientSecret ?? '');
  for (const until = Date.now() + patienceMs; ;) {
    if ((await guest<{ booking: { state: string } }>(progress, mine)).booking.state === 'CONFIRMED') break;
    if (Date.now() > until) throw new Error(`${mine.reference} is paid and not confirmed after ${patienceMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return { search, quote, booking, 'payment page': page, confirmed: took(), wanted };
}
