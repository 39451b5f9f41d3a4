import { v7 as uuidv7 } from 'uuid';
import type { World } from '../src/actions/world.ts';
import type { Price } from '../src/domain/price.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { alternatives, answer, anOffer, fresh, idOf, type AlternativeRow, type SettlementRow } from './downgrade.ts';
import { aPromotion, change, noah } from './promotions.ts';
import { aBooking, book, createQuote, offerFor, stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG SFAV': 20, 'CDG EDMV': 20 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

const suv = { acriss: ['SFAV'] };
const agent = fresh(marie);

async function costs(acriss: string, promoCode: string | null = null): Promise<number> {
  const { data } = await createQuote(house, claire, (await offerFor(house, { acriss: [acriss] })).id, { promoCode });
  return data.createQuote.quote?.price.total.minor ?? NaN;
}

/** A booking of an SUV with a code; what was paid for it. */
async function withCode(promoCode: string): Promise<{ id: string; paid: number }> {
  const { data } = await createQuote(house, claire, (await offerFor(house, suv)).id, { promoCode });
  const booked = await book(house, claire, data.createQuote.quote?.id ?? '');
  const { booking, payment } = booked.data.bookQuote;
  await house.pay(payment?.clientSecret ?? '');
  await eventually(
    () => stateOf(house, booking?.id ?? ''),
    (state) => state === 'CONFIRMED',
  );
  return { id: booking?.id ?? '', paid: payment?.amount.minor ?? NaN };
}

const priceOf = async (id: string) => (await house.db.booking.findUniqueOrThrow({ where: { id } })).price as unknown as Price;

/** The world with all classes at so much of their price. */
function priced(share: number): World {
  const { tariff } = house.world;
  const classes = Object.entries(tariff.rates.classes).map(([acriss, rate]) => [
    acriss,
    { ...rate, dailyMinor: Math.round(rate.dailyMinor * share) },
  ]);
  return {
    ...house.world,
    tariff: { ...tariff, rates: { ...tariff.rates, classes: Object.fromEntries(classes) as typeof tariff.rates.classes } },
  };
}

test('a lesser class costs with the booking’s code what it costs with the code, and the code’s line is in its price', async () => {
  const { id, paid } = await withCode('WELCOME10');
  const lesser = await costs('EDMV', 'WELCOME10');
  expect(lesser).toBeLessThan(await costs('EDMV'));
  const [shown] = (await alternatives(house, agent, id)).data?.settlementAlternatives ?? [];
  expect(shown).toMatchObject({ kind: 'REFUND_DIFFERENCE', difference: { minor: paid - lesser } });
  const made = await anOffer(house, id, 'REFUND_DIFFERENCE', 'EDMV');
  expect(made.refund?.minor).toBe(paid - lesser);
  await answer(house, claire, made.id);
  const { totalMinor, lines } = await priceOf(id);
  expect([totalMinor, lines.map(({ kind }) => kind)]).toEqual([lesser, expect.arrayContaining(['PROMOTION'])]);
});

test('a code for the booked class alone, and one whose dates were shortened since, is not taken away by what we could not give', async () => {
  const { code, id: promotionId } = await aPromotion(house, { classes: ['SFAV'], pickUpTo: '2026-12-31' });
  const { id } = await withCode(code);
  const { errors } = await change(house, noah, { id: promotionId, pickUpTo: '2026-07-01' });
  expect(errors).toEqual([]);
  const quoted = await house.ask<{ quoteAmendment: { price: { lines: { kind: string }[] } } }>(
    claire,
    `mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { price { lines { kind } } } } }`,
    { input: { bookingId: id, dropOffAt: '2026-07-20T10:00', idempotencyKey: uuidv7() } },
  );
  expect(quoted.data.quoteAmendment.price.lines.map(({ kind }) => kind)).toContain('PROMOTION');
  const made = await anOffer(house, id, 'REFUND_DIFFERENCE', 'EDMV');
  await answer(house, claire, made.id);
  expect((await priceOf(id)).lines.map(({ kind }) => kind)).toContain('PROMOTION');
});

test.each([
  ['risen', 1.5],
  ['fallen', 0.8],
])(
  'where prices have %s since, what goes back is the greater of today’s difference and what was paid beyond the lesser class',
  async (_, share) => {
    const world = priced(share);
    const booking = await aBooking(house, claire, suv);
    const paid = booking.payment.amount.minor;
    const ask = async <Data>(query: string, variables: Record<string, unknown>) =>
      (await house.askOf<Data>(world, agent, query, variables)).data;
    const today = async (acriss: string): Promise<number> => {
      const { data } = await house.askOf<{ createQuote: { quote: { price: { total: { minor: number } } } } }>(
        world,
        claire,
        `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { ... on QuoteCreated { quote { price { total { minor } } } } } }`,
        { input: { offerId: await idOf(house, acriss), idempotencyKey: uuidv7() } },
      );
      return data.createQuote.quote.price.total.minor;
    };
    const [booked, lesser] = [await today('SFAV'), await today('EDMV')];
    const owed = Math.max(booked - lesser, paid - lesser);
    expect(owed).toBe(share > 1 ? booked - lesser : paid - lesser);
    const {
      settlementAlternatives: [shown],
    } = await ask<{ settlementAlternatives: AlternativeRow[] }>(
      'query ($id: ID!) { settlementAlternatives(bookingId: $id) { kind difference { minor } } }',
      { id: booking.id },
    );
    expect(shown?.difference.minor).toBe(owed);
    const { offerSettlement } = await ask<{ offerSettlement: SettlementRow }>(
      'mutation ($input: OfferSettlementInput!) { offerSettlement(input: $input) { id refund { minor } } }',
      {
        input: {
          bookingId: booking.id,
          kind: 'REFUND_DIFFERENCE',
          alternativeOfferId: await idOf(house, 'EDMV'),
          idempotencyKey: uuidv7(),
        },
      },
    );
    expect(offerSettlement.refund?.minor).toBe(owed);
    const settlement = await house.db.settlement.findUniqueOrThrow({ where: { id: offerSettlement.id } });
    const { totalMinor, taxMinor, lines } = settlement.price as unknown as Price;
    expect(totalMinor).toBe(paid - owed);
    const sum = (of: (line: Price['lines'][number]) => number) => lines.reduce((all, line) => all + of(line), 0);
    expect([sum(({ grossMinor }) => grossMinor), sum(({ grossMinor, netMinor }) => grossMinor - netMinor)]).toEqual([totalMinor, taxMinor]);
  },
);
