import { randomUUID } from 'node:crypto';
import { until } from '../../authz/renting.ts';
import type { Ask } from '../../replay/graph.ts';
import type { Booked } from '../../rentals.ts';
import { acriss, agency, better, type Stage } from './stage.ts';
import type { Step } from './step.ts';

const trip = { agency, acriss: better, from: '2027-09-20T10:00', to: '2027-09-23T10:00' };
const cashbackMinor = 3000;

const alternativesOf = `query Alternatives($id: ID!) { settlementAlternatives(bookingId: $id) { kind offer { id vehicleClass { id } } } }`;
const offerOf = `mutation Offer($input: OfferSettlementInput!) { offerSettlement(input: $input) { id } }`;
const answerOf = `mutation Answer($id: ID!, $guestToken: String, $key: String!) {
  answerSettlement(id: $id, accept: true, guestToken: $guestToken, idempotencyKey: $key) { state }
}`;

/** A lesser class is accepted and the difference goes back. */
export function settlementSteps({ guests, claires, claire, guest, shop, admin }: Stage): Step[] {
  /** Offers the agency's lesser class; what accepts it. */
  async function offered({ id, guestToken }: Booked, renter: Ask): Promise<() => Promise<unknown>> {
    type Alternatives = { settlementAlternatives: { kind: string; offer: { id: string; vehicleClass: { id: string } } }[] };
    const alternativeOfferId = await until('a lesser class', async () => {
      const { settlementAlternatives } = await admin<Alternatives>(alternativesOf, { id });
      return settlementAlternatives.find(({ offer }) => offer.vehicleClass.id === acriss)?.offer.id;
    });
    const input = { bookingId: id, kind: 'REFUND_DIFFERENCE', alternativeOfferId, idempotencyKey: randomUUID() };
    const { offerSettlement } = await admin<{ offerSettlement: { id: string } }>(offerOf, { input });
    return () => renter(answerOf, { id: offerSettlement.id, guestToken, key: randomUUID() });
  }

  return [
    {
      name: 'a settlement gives the difference back',
      call: 'refund',
      isPart: true,
      arrange: async () => {
        const booked = await guests.book(trip);
        return { booked, act: await offered(booked, guest) };
      },
      wanted: 'CONFIRMED, taken 100 %, kept 100 %, settlement ACCEPTED',
    },
    {
      name: 'a settlement gives the difference back to card and cashback',
      call: 'refund',
      isPart: true,
      arrange: async () => {
        await shop.earn(cashbackMinor);
        const booked = await claires.book({ ...trip, useCashback: true });
        return { booked, act: await offered(booked, claire) };
      },
      wanted: 'CONFIRMED, taken 100 %, kept 100 %, cashback in proportion, settlement ACCEPTED',
    },
  ];
}
