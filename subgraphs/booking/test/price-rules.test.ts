import type { Promotion } from '../src/domain/promotion.ts';
import fc from 'fast-check';
import { readTariff } from '../src/data/tariff.ts';
import { exponentOf } from '@ycyw/service/money';
import { profileOf, type Market, type Tariff } from '../src/domain/market.ts';
import { priceOf, type Price, type PricedJourney } from '../src/domain/price.ts';

const given = readTariff({ exchangeMaxAgeDays: 3650, warn: () => undefined });

/** Markets in currencies without and with three decimals, inclusive and exclusive, and of every rounding rule. */
const invented: Market[] = [
  ...(['HALF_UP', 'HALF_EVEN', 'UP', 'DOWN'] as const).map((rule, index): Market => ({
    ...{ country: ['JP', 'JA', 'JB', 'JC'][index] ?? '', version: 'test', source: 'test', currency: 'JPY', listFactor: 163.7, hubs: [] },
    ...{ inclusive: index % 2 === 0, rounding: { rule, stepMinor: 1 }, totalRounding: { rule, stepMinor: 10 } },
    taxes: [
      { name: 'Consumption tax', jurisdiction: 'JP', rate: '0.078' },
      { name: 'Local consumption tax', jurisdiction: 'JP', rate: '0.022' },
    ],
    fees: [{ kind: 'AIRPORT_SURCHARGE', rate: '0.0333' }],
  })),
  {
    ...{ country: 'KW', version: 'test', source: 'test', currency: 'KWD', inclusive: false, listFactor: 0.3621, hubs: [] },
    rounding: { rule: 'HALF_UP', stepMinor: 10 },
    taxes: [],
    fees: [{ kind: 'YOUNG_DRIVER', perDayMinor: 3500, maxDays: 5 }],
  },
];
const tariff: Tariff = { ...given, market: (country) => invented.find((each) => each.country === country) ?? given.market(country) };
const countries = [
  ...'AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK US'.split(' '),
  ...invented.map(({ country }) => country),
];
const places: [string, string | null][] = [
  ['CDG', null],
  ['PARI', null],
  ['LAX', 'California'],
  ['SFO', 'California'],
  ['MIA', 'Florida'],
  ['JFK', 'New York'],
  ['LAS', 'Nevada'],
  ['ORD', 'Illinois'],
  ['FNC', 'Madeira'],
  ['TFS', 'Canary Islands'],
];

const everywhere = {
  countries: null,
  plans: null,
  classes: null,
  minDays: null,
  booked: { from: null, to: null },
  pickUp: { from: null, to: null },
};
const tenth: Promotion = { ...everywhere, code: 'WELCOME10', name: { fr: 'x', en: 'x' }, rate: '0.10', minor: null, currency: 'EUR' };
const summer: Promotion = {
  ...{ ...everywhere, code: 'SUMMER25', name: { fr: 'x', en: 'x' }, rate: null, minor: 2500, currency: 'EUR' },
  ...{ countries: ['FR', 'DE', 'ES', 'IT', 'PT'], classes: ['E***', 'C***', 'I***'], minDays: 5 },
  ...{ booked: { from: '2026-03-01', to: '2026-08-31' }, pickUp: { from: '2026-06-15', to: '2026-09-15' } },
};

const anyone = fc.record({
  acriss: fc.constantFrom(...Object.keys(given.rates.classes)),
  ratePlan: fc.constantFrom('EARLY', 'PREPAID', 'FLEX'),
  country: fc.constantFrom(...countries),
  place: fc.constantFrom(...places),
  currency: fc.option(fc.constantFrom(...Object.keys(given.currencies).filter((code) => code !== 'KWD')), { nil: null }),
  start: fc.integer({ min: 0, max: 900 }),
  lead: fc.integer({ min: 0, max: 200 }),
  days: fc.integer({ min: 1, max: 45 }),
  hours: fc.integer({ min: 1, max: 24 }),
  driverAge: fc.integer({ min: 21, max: 80 }),
  residence: fc.constantFrom('FR', 'HU', 'IE', 'US', 'GB'),
  oneWay: fc.constantFrom('no' as const, 'home' as const, 'abroad' as const),
  outOfHours: fc.boolean(),
  promotion: fc.constantFrom(null, tenth, summer),
  extras: fc.subarray(given.extras.map(({ code, max }) => ({ code, quantity: max }))),
});
type Anyone = typeof anyone extends fc.Arbitrary<infer Some> ? Some : never;

const dateAfter = (days: number): string => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

function journeyOf(
  { place: [agency, subdivision], currency, start, lead, days, hours, ...rest }: Anyone,
  length = { days, hours },
): PricedJourney {
  return {
    ...rest,
    agency,
    subdivision,
    currency: currency ?? tariff.market(rest.country)?.currency ?? '',
    pickUpLocal: `${dateAfter(start)}T10:00`,
    bookedOn: dateAfter(start - lead),
    days: length.days,
    hours: length.days === 1 ? length.hours : length.days * 24,
  };
}

const price = (journey: PricedJourney): Price | null => priceOf(journey, tariff, journey.bookedOn);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const runs = { numRuns: 800 };

test('gross is net and taxes on every line and in total, in whole minor units that a card can be charged', () => {
  fc.assert(
    fc.property(anyone, (someone) => {
      const made = price(journeyOf(someone));
      if (!made) return;
      for (const { netMinor, taxes, grossMinor, rounding } of made.lines.filter(({ kind }) => kind !== 'ROUNDING')) {
        expect(netMinor + sum(taxes.map(({ minor }) => minor))).toBe(grossMinor);
        expect([netMinor, grossMinor, ...taxes.map(({ minor }) => minor)].every(Number.isSafeInteger)).toBe(true);
        expect(Math.abs(grossMinor % rounding.stepMinor)).toBe(0);
      }
      expect(sum(made.lines.map(({ grossMinor }) => grossMinor))).toBe(made.totalMinor);
      expect(sum(made.lines.map(({ netMinor }) => netMinor)) + made.taxMinor).toBe(made.totalMinor);
      const { minMinor, maxMinor, stepMinor = 1 } = tariff.currencies[made.currency] ?? { minMinor: 1, maxMinor: 0 };
      expect(made.totalMinor >= minMinor && made.totalMinor <= maxMinor && made.totalMinor % stepMinor === 0).toBe(true);
      expect(Number.isSafeInteger(made.depositMinor) && made.depositMinor % 10 ** (exponentOf(made.currency) + 1) === 0).toBe(true);
    }),
    runs,
  );
});

test('no unit is lost between an inclusive list and the lines: they hold the list price, and each tax is that of their sum', () => {
  fc.assert(
    fc.property(anyone, (someone) => {
      const journey = journeyOf(someone);
      const made = price(journey);
      const market = tariff.market(journey.country);
      if (!made || !market?.inclusive) return;
      const rental = made.lines.filter(({ kind }) => kind === 'RENTAL');
      expect(rental.every(({ grossMinor, quantity, unitMinor }) => grossMinor === quantity * (unitMinor ?? 0))).toBe(true);
      const reduced = made.lines.filter(({ kind }) => kind === 'RENTAL' || kind === 'PROMOTION');
      const gross = sum(reduced.map(({ grossMinor }) => grossMinor));
      const rates = rental[0]?.taxes.map(({ rate }) => Number(rate)) ?? [];
      for (const [index, rate] of rates.entries()) {
        const exact = (gross * rate) / (1 + sum(rates));
        expect(Math.abs(sum(reduced.map(({ taxes }) => taxes[index]?.minor ?? 0)) - exact)).toBeLessThan(
          rental[0]?.rounding.stepMinor ?? 1,
        );
      }
    }),
    runs,
  );
});

test('with one start a longer hire never costs less, taxes included', () => {
  const shorter = fc.tuple(anyone, fc.integer({ min: 1, max: 24 }), fc.integer({ min: 0, max: 12 }));
  fc.assert(
    fc.property(shorter, ([someone, moreHours, moreDays]) => {
      // A code for long hires alone, and a state's or a country's own tax on them, are what the law or the offer says; by 30 days all is one.
      const days = Math.min(someone.days, 30 - moreDays);
      if (days < 1) return;
      const short = price(journeyOf({ ...someone, promotion: someone.promotion === tenth ? tenth : null, days }));
      const hours = days === 1 && moreDays === 0 ? Math.min(24, someone.hours + moreHours) : someone.hours;
      const long = price(journeyOf({ ...someone, promotion: someone.promotion === tenth ? tenth : null, days: days + moreDays, hours }));
      if (short && long) expect(long.totalMinor).toBeGreaterThanOrEqual(short.totalMinor);
    }),
    runs,
  );
});

test('a year long, every day more costs as much or more by the list', () => {
  const start = fc.record({ day: fc.integer({ min: 0, max: 700 }), country: fc.constantFrom('FR', 'JP', 'KW', 'HU') });
  fc.assert(
    fc.property(start, ({ day, country }) => {
      const base = { ...fc.sample(anyone, { numRuns: 1, seed: 1 })[0], country, start: day, promotion: null, currency: null, extras: [] };
      let before = 0;
      for (let days = 1; days <= 365; days += 1) {
        const journey = { ...journeyOf({ ...base, days } as Anyone), acriss: 'EDMV' };
        const made = priceOf(journey, { ...tariff, currencies: { EUR: free, JPY: free, KWD: free, HUF: free } }, journey.bookedOn);
        const rental = sum((made?.lines ?? []).map(({ kind, quantity, unitMinor = 0 }) => (kind === 'RENTAL' ? quantity * unitMinor : 0)));
        expect(rental).toBeGreaterThanOrEqual(before);
        before = rental;
      }
    }),
    { numRuns: 8 },
  );
});
const free = { minMinor: 1, maxMinor: Number.MAX_SAFE_INTEGER };

test('agencies of one profile price alike, and profiles tell apart those that do not', () => {
  const codes = [...places.map(([code]) => code), 'ORY', 'TLS', 'STR', 'RPLY', 'PAR2'];
  const subdivisions = [null, 'California', 'Florida', 'Nevada', 'Madeira', 'Canary Islands'];
  const site = fc.tuple(fc.constantFrom(...codes), fc.constantFrom(...subdivisions));
  let [alike, apart] = [0, 0];
  fc.assert(
    fc.property(anyone, site, site, (someone, one, other) => {
      const [here, there] = [one, other].map(([code, subdivision]) => profileOf({ code, country: someone.country, subdivision }, tariff));
      const [made, elsewhere] = [one, other].map((place) => price(journeyOf({ ...someone, place })));
      if (here === there) expect(made).toEqual(elsewhere);
      if (here === there) alike += 1;
      else if (made?.totalMinor !== elsewhere?.totalMinor) apart += 1;
    }),
    runs,
  );
  expect(alike > 50 && apart > 50).toBe(true);
});

test('the same journey costs the same again, and no more than a promotion can take off', () => {
  fc.assert(
    fc.property(anyone, (someone) => {
      const journey = journeyOf(someone);
      const made = price(journey);
      expect(price(structuredClone(journey))).toEqual(made);
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
      const off = made?.lines.find(({ kind }) => kind === 'PROMOTION');
      const rental = sum((made?.lines ?? []).flatMap(({ kind, grossMinor }) => (kind === 'RENTAL' ? [grossMinor] : [])));
      if (off) expect(off.grossMinor <= 0 && -off.grossMinor <= rental).toBe(true);
    }),
    { numRuns: 500 },
  );
});
