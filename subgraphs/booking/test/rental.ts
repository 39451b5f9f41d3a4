import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { eventually, type House } from './agency.ts';

export interface OfferRow {
  id: string;
  left: number;
  vehicleClass: { id: string };
  price: { total: { minor: number; currency: string }; days: number; lines: { kind: string; gross: { minor: number } }[] };
}

export interface Trip {
  pickUpAgency?: string;
  dropOffAgency?: string;
  pickUpAt?: string;
  dropOffAt?: string;
  driverAge?: number;
  acriss?: string[];
  ratePlans?: string[];
}

const trip = { pickUpAgency: 'CDG', pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-18T10:00', ratePlans: ['PREPAID'] };

export const search = (house: House, wish: Trip = {}) =>
  house.ask<{
    searchOffers: {
      totalCount: number;
      edges: { node: OfferRow }[];
      facets: { name: string; values: { value: string; count: number }[] }[];
    };
  }>(
    {},
    `query ($input: SearchOffersInput!) { searchOffers(input: $input) { totalCount facets { name values { value count } }
      edges { node { id left vehicleClass { id } price { total { minor currency } days lines { kind gross { minor } } } } } } }`,
    { input: { ...trip, ...wish } },
  );

export async function offerFor(house: House, wish: Trip = {}): Promise<OfferRow> {
  const found = await search(house, wish);
  const offer = found.data.searchOffers.edges[0]?.node;
  if (!offer) throw new Error(`no offer: ${JSON.stringify(found.errors)}`);
  return offer;
}

export const createQuote = (house: House, viewer: Partial<Viewer>, offerId: string, more: Record<string, unknown> = {}) =>
  house.ask<{
    createQuote: { __typename: string; quote?: { id: string; price: { total: { minor: number } } }; alternatives?: { id: string }[] };
  }>(
    viewer,
    `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { __typename
      ... on QuoteCreated { quote { id price { total { minor } } } } ... on SoldOut { alternatives { id otherPlans { id } } } } }`,
    { input: { offerId, idempotencyKey: uuidv7(), ...more } },
  );

export const aDriver = (more: Record<string, unknown> = {}) => ({
  givenName: 'Claire',
  familyName: 'Renter',
  birthDate: '1990-02-28',
  licenceNumber: '12AB34567',
  licenceCountry: 'FR',
  email: 'claire.renter@example.com',
  ...more,
});

export interface BookOutcome {
  __typename: string;
  booking?: { id: string; reference: string; state: string };
  payment?: { clientSecret: string; amount: { minor: number } };
  guestToken?: string | null;
  cardSetup?: { clientSecret: string } | null;
  quote?: { id: string; price: { total: { minor: number } } } | null;
  alternatives?: { id: string; vehicleClass: { id: string } }[];
  minimumAge?: number;
}

export const book = (house: House, viewer: Partial<Viewer>, quoteId: string, driver = aDriver(), idempotencyKey: string = uuidv7()) =>
  house.ask<{ bookQuote: BookOutcome }>(
    viewer,
    `mutation ($input: BookQuoteInput!) { bookQuote(input: $input) { __typename
      ... on BookQuoteSuccess { booking { id reference state } payment { clientSecret amount { minor } } guestToken cardSetup { clientSecret } }
      ... on QuoteExpired { quote { id price { total { minor } } } } ... on QuoteChanged { quote { id price { total { minor } } } }
      ... on SoldOut { alternatives { id vehicleClass { id } otherPlans { id } } } ... on DriverNotEligible { minimumAge } } }`,
    { input: { quoteId, driver, idempotencyKey } },
  );

export const aQuote = async (house: House, viewer: Partial<Viewer>, wish: Trip = {}): Promise<string> => {
  const { data, errors } = await createQuote(house, viewer, (await offerFor(house, wish)).id);
  if (!data.createQuote.quote) throw new Error(`no quote: ${JSON.stringify(errors)}`);
  return data.createQuote.quote.id;
};

export const stateOf = async (house: House, id: string): Promise<string> =>
  (await house.db.booking.findUniqueOrThrow({ where: { id }, select: { state: true } })).state;

/** A booking that is held and not paid. */
export async function aHold(house: House, viewer: Partial<Viewer>, wish: Trip = {}) {
  const { data, errors } = await book(house, viewer, await aQuote(house, viewer, wish));
  const { booking, payment, guestToken } = data.bookQuote;
  if (!booking || !payment) throw new Error(`not booked: ${JSON.stringify([data, errors])}`);
  return { ...booking, payment, guestToken };
}

/** A booking that is paid and confirmed. */
export async function aBooking(house: House, viewer: Partial<Viewer>, wish: Trip = {}) {
  const hold = await aHold(house, viewer, wish);
  await house.pay(hold.payment.clientSecret);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'CONFIRMED',
  );
  return hold;
}

export const cancel = (house: House, viewer: Partial<Viewer>, input: Record<string, unknown>) =>
  house.ask<{ cancelBooking: { booking: { state: string }; refund: { amount: { minor: number }; state: string } | null } }>(
    viewer,
    `mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) { ... on CancelBookingSuccess { booking { state } refund { amount { minor } state } } } }`,
    { input: { idempotencyKey: uuidv7(), ...input } },
  );

/** Sold, supply and allowance never cross, and the ledger holds exactly what standing bookings hold. */
export async function ledgerAt(house: House, agency: string, acriss: string, at: string): Promise<{ supply: number; sold: number }> {
  const rows = await house.db.classLedger.findMany({
    where: { agency, acriss, fromAt: { lte: new Date(at) } },
    orderBy: { fromAt: 'desc' },
    take: 1,
  });
  return { supply: rows[0]?.supply ?? 0, sold: rows[0]?.sold ?? 0 };
}

export const totals = async (house: House): Promise<Record<string, { captured: number; refunded: number }>> => {
  const answer = await fetch(`${house.stripeBase}/simulator/journal/totals`, {
    headers: { authorization: `Bearer ${house.keys.secretKey}` },
  });
  return ((await answer.json()) as { currencies: Record<string, { captured: number; refunded: number }> }).currencies;
};
