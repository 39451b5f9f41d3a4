import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { claire, eventually, openAgency, type House, type Place } from './agency.ts';
import { aBooking, aDriver, book, cancel, createQuote, offerFor, stateOf } from './rental.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-tariff-'));
cpSync(new URL('../data/', import.meta.url), folder, { recursive: true });

/** What it takes to rent in one more country: this file. */
const markets = {
  CH: {
    ...{
      country: 'CH',
      version: 'test',
      source: 'Mehrwertsteuergesetz, art. 25: 8.1 %',
      currency: 'CHF',
      inclusive: true,
      listFactor: 1.15,
    },
    ...{ rounding: { rule: 'HALF_UP', stepMinor: 1 }, totalRounding: { rule: 'HALF_UP', stepMinor: 5 }, hubs: [] },
    taxes: [{ name: 'MWST', jurisdiction: 'CH', rate: '0.081' }],
    fees: [{ kind: 'AIRPORT_SURCHARGE', rate: '0.06', zones: ['HUB', 'AIRPORT'] }],
  },
  JP: {
    ...{
      country: 'JP',
      version: 'test',
      source: 'Consumption Tax Act, art. 29: 7.8 % and 2.2 %',
      currency: 'JPY',
      inclusive: true,
      listFactor: 160,
    },
    ...{ rounding: { rule: 'DOWN', stepMinor: 1 }, hubs: [] },
    taxes: [
      { name: '消費税', jurisdiction: 'JP', rate: '0.078' },
      { name: '地方消費税', jurisdiction: 'JP', rate: '0.022' },
    ],
    fees: [],
  },
  KW: {
    ...{ country: 'KW', version: 'test', source: 'Kuwait levies no value-added tax', currency: 'KWD', inclusive: false, listFactor: 0.36 },
    ...{ rounding: { rule: 'HALF_UP', stepMinor: 10 }, hubs: [], taxes: [], fees: [] },
  },
};
for (const [country, market] of Object.entries(markets))
  writeFileSync(path.join(folder, 'markets', `${country}.json`), JSON.stringify(market));

const places: Place[] = [
  ['ZRH', 'CH', 'EU', 'Europe/Zurich', 'CHF'],
  ['HND', 'JP', 'EU', 'Asia/Tokyo', 'JPY'],
  ['KWI', 'KW', 'EU', 'Asia/Kuwait', 'KWD'],
];

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'ZRH EDMV': 2, 'HND EDMV': 2, 'KWI EDMV': 2 }, { folder: pathToFileURL(`${folder}/`), places });
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

interface Shown {
  price: { total: { decimal: string }; tax: { minor: number }; lines: { kind: string; label: string; gross: { decimal: string } }[] };
}
const shown = async (language: 'fr' | 'en', agency: string): Promise<Shown> => {
  const input = { pickUpAgency: agency, pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-16T10:00', ratePlans: ['PREPAID'] };
  const { data } = await house.ask<{ searchOffers: { edges: { node: Shown }[] } }>(
    {},
    `query ($input: SearchOffersInput!) { searchOffers(input: $input) { edges { node {
      price { total { decimal } tax { minor } lines { kind label gross { decimal } } } } } } }`,
    { input },
    language,
  );
  const [edge] = data.searchOffers.edges;
  if (!edge) throw new Error('no offer');
  return edge.node;
};

/*
 * EDMV's list is 39.00 a day; July 1.3, a Tuesday and a Wednesday: 50.70.
 *   CH × 1.15 = 58.305 → 58.31 a day, 116.62; airport 6 % = 6.9972 → 7.00; 123.62, in steps of five: 123.60
 *   JP × 160 = 8112 a day, 16224      KW × 0.36 = 18.252 → 18.250 a day, 36.500
 */
test('a country is one file: it is searched in its currency, with its taxes, its rounding and every language', async () => {
  const zurich = await shown('en', 'ZRH');
  expect([zurich.price.total.decimal, ...zurich.price.lines.map(({ kind, gross }) => `${kind} ${gross.decimal}`)]).toEqual([
    '123.60',
    'RENTAL 116.62',
    'AIRPORT_SURCHARGE 7.00',
    'ROUNDING -0.02',
  ]);
  expect((await shown('en', 'HND')).price).toMatchObject({ total: { decimal: '16224' }, tax: { minor: 1150 + 324 } });
  expect((await shown('fr', 'HND')).price.lines[0]?.label).toBe('Location, 8\u202f112\u00a0¥ par jour');
  expect((await shown('en', 'KWI')).price).toMatchObject({ total: { decimal: '36.500' }, tax: { minor: 0 } });
});

test.each(['ZRH', 'HND', 'KWI'])('a car in a new country is quoted, booked and paid: %s', async (agency) => {
  const booking = await aBooking(house, claire, { pickUpAgency: agency, acriss: ['EDMV'] });
  const row = await house.db.booking.findUniqueOrThrow({ where: { id: booking.id } });
  expect([row.currency, Number(row.totalMinor)]).toEqual([
    markets[agency === 'ZRH' ? 'CH' : agency === 'HND' ? 'JP' : 'KW'].currency,
    booking.payment.amount.minor,
  ]);
});

test('a quarter of dinars is given back in steps that a card can be given', async () => {
  const booking = await aBooking(house, claire, { pickUpAgency: 'KWI', acriss: ['EDMV'], dropOffAt: '2026-07-17T10:00' });
  house.moveTo('2026-07-12T08:00:00Z');
  const { data } = await cancel(house, claire, { bookingId: booking.id });
  house.moveTo('2026-06-01T08:00:00Z');
  // Two days at 18.250 and a Thursday's: 54.750, a quarter 13.6875.
  expect([booking.payment.amount.minor, data.cancelBooking.refund?.amount.minor]).toEqual([54_750, 13_690]);
});

test('a promotion is a line below zero that is taxed like the rental, and stays through a booking', async () => {
  const offer = await offerFor(house, { pickUpAgency: 'HND', acriss: ['EDMV'] });
  expect((await createQuote(house, claire, offer.id, { promoCode: 'NOSUCH' })).code).toBe('PROMO_NOT_APPLICABLE');
  expect((await createQuote(house, claire, offer.id, { promoCode: 'WEEK15' })).code).toBe('PROMO_NOT_APPLICABLE');
  const { data } = await createQuote(house, claire, offer.id, { promoCode: ' welcome10 ', idempotencyKey: uuidv7() });
  const { quote } = data.createQuote;
  expect(quote?.price.total.minor).toBe(offer.price.total.minor - Math.floor(offer.price.total.minor / 10));
  const made = await book(house, claire, quote?.id ?? '', aDriver());
  await house.pay(made.data.bookQuote.payment?.clientSecret ?? '');
  const id = made.data.bookQuote.booking?.id ?? '';
  await eventually(
    () => stateOf(house, id),
    (state) => state === 'CONFIRMED',
  );
  const change = await house.ask<{ quoteAmendment: { price: { lines: { kind: string; gross: { minor: number } }[] } } }>(
    claire,
    'mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { price { lines { kind gross { minor } } } } } }',
    { input: { bookingId: id, dropOffAt: '2026-07-20T10:00', idempotencyKey: uuidv7() } },
  );
  expect(change.data.quoteAmendment.price.lines.find(({ kind }) => kind === 'PROMOTION')?.gross.minor).toBeLessThan(0);
});

test('another currency is refused by name of the day once the rates are too old; at home nothing changes', async () => {
  const ask = (currency: string | null) =>
    house.ask<{ searchOffers: { totalCount: number } }>(
      {},
      'query ($input: SearchOffersInput!) { searchOffers(input: $input) { totalCount } }',
      {
        input: { pickUpAgency: 'ZRH', pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-16T10:00', ratePlans: ['PREPAID'], currency },
      },
    );
  expect((await ask('EUR')).data.searchOffers.totalCount).toBe(1);
  house.world.tariff.exchangeMaxAgeDays = 7;
  house.moveTo('2026-06-02T08:00:00Z');
  const refused = await ask('EUR');
  expect([refused.code, refused.errors[0]?.message]).toEqual(['BAD_INPUT', expect.stringContaining('currency: 2026-04-13')]);
  expect((await ask(null)).data.searchOffers.totalCount).toBe(1);
});
