import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exchangeTable } from '../src/data/exchange.ts';
import { marketFile } from '../src/data/marketFile.ts';
import { readTariff } from '../src/data/tariff.ts';
import { crossRate, exchangeOf } from '../src/domain/currency.ts';
import { priceOf, type PricedJourney } from '../src/domain/price.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-rates-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const tariff = readTariff({ exchangeMaxAgeDays: 7, warn: () => undefined });

const journey: PricedJourney = {
  ...{ acriss: 'EDMV', ratePlan: 'PREPAID', agency: 'LHR', country: 'GB', subdivision: null, currency: 'GBP' },
  ...{ pickUpLocal: '2026-07-14T10:00', days: 2, hours: 48, bookedOn: '2026-06-01', driverAge: 30, residence: 'GB' },
  ...{ promotion: null, oneWay: 'no', outOfHours: false, extras: [] },
};

test('at home no exchange rate moves a price; elsewhere it crosses through the euro at one day’s rates', () => {
  const home = priceOf(journey, tariff, '2026-11-21');
  expect(home).toEqual(priceOf(journey, tariff, '2026-04-13'));
  expect(home?.exchange).toBeNull();
  const dollars = priceOf({ ...journey, currency: 'USD' }, tariff, '2026-04-14');
  // 2026-04-13: 1.1684 dollars and 0.87058 pounds for a euro.
  expect(dollars?.exchange).toEqual({ date: '2026-04-13', rate: '1.1684', home: 'GBP', homeRate: '0.87058' });
  expect(dollars?.exchange && crossRate(dollars.exchange)).toBe('1.34209');
  const [perDay, inPounds] = [dollars?.lines[0]?.unitMinor, home?.lines[0]?.unitMinor ?? 0];
  expect(perDay).toBe(Math.round((inPounds * 1.1684) / 0.87058));
});

test('a rate that is too old is refused, and the refusal names its day; a booking’s own rate stays good', () => {
  const abroad = { ...journey, currency: 'EUR' };
  const good = priceOf(abroad, tariff, '2026-04-20');
  expect(good?.exchange?.date).toBe('2026-04-13');
  expect(() => priceOf(abroad, tariff, '2026-04-21')).toThrow('2026-04-13');
  expect(() => exchangeOf('GBP', 'EUR', tariff, '2026-04-21')).toThrow('2026-04-13');
  expect(priceOf(abroad, tariff, '2026-11-21', good?.exchange)?.totalMinor).toBe(good?.totalMinor);
});

test('the table may be replaced while we run: looked at once a minute, a broken one is told and keeps the rates before it', () => {
  const file = path.join(folder, 'rates.csv');
  const write = (text: string, seconds: number): void => {
    writeFileSync(file, text);
    utimesSync(file, seconds, seconds);
  };
  const warned: unknown[] = [];
  let nowMs = 0;
  write('date,USD\n2026-01-02,1.1\n', 1);
  const { exchange, lastRates } = exchangeTable(
    file,
    (error) => warned.push(error),
    () => nowMs,
  );
  const rate = () => exchange('USD', '2026-12-31')?.rate;
  expect(rate()).toBe('1.1');
  write('date,USD\n2026-01-02,1.1\n2026-01-05,1.2\n', 2);
  nowMs = 59_999;
  expect(rate()).toBe('1.1');
  nowMs = 60_000;
  expect([rate(), lastRates(), warned.length]).toEqual(['1.2', '2026-01-05', 0]);
  for (const [index, broken] of ['', 'date,USD\n2026-01-06,abc\n', 'date,USD\n2026-01-06,1.3\n2026-01-05,1.2\n'].entries()) {
    write(broken, 10 + index);
    nowMs += 60_000;
    expect([rate(), warned.length]).toEqual(['1.2', index + 1]);
  }
  nowMs += 60_000;
  expect([rate(), warned.length]).toEqual(['1.2', 3]);
  write('date,USD\n2026-01-06,1.3\n', 20);
  nowMs += 60_000;
  expect(rate()).toBe('1.3');
});

test('every market’s file is whole, and one that is misspelt is refused by name', () => {
  const france = JSON.parse(readFileSync(new URL('../data/markets/FR.json', import.meta.url), 'utf8')) as object;
  expect(marketFile.safeParse(france).success).toBe(true);
  const said = (changed: object) => marketFile.safeParse({ ...france, ...changed }).error?.issues.map(({ path: at }) => at.join('.'));
  expect(said({ fees: [{ kind: 'OUT_OF_HOURS', minr: 4500 }] })).toContain('fees.0');
  expect(said({ taxes: [{ name: 'TVA', jurisdiction: 'FR', rate: '20 %' }] })).toEqual(['taxes.0.rate']);
  expect(said({ taxes: [{ name: 'Écotaxe', jurisdiction: 'FR', minor: 100 }] })).toHaveLength(1);
});

test('an EU consumer’s hire of more than 30 days bears the residence’s VAT, of those who live elsewhere the pick-up’s', () => {
  const rates = (residence: string, days: number) =>
    priceOf(
      { ...journey, agency: 'CDG', country: 'FR', currency: 'EUR', residence, days, hours: days * 24 },
      tariff,
      '2026-06-01',
    )?.lines[0]?.taxes.map(({ jurisdiction, rate }) => `${jurisdiction} ${rate ?? ''}`);
  expect([rates('HU', 30), rates('HU', 31), rates('US', 31), rates('IE', 31), rates('IE', 35)]).toEqual([
    ['FR 0.20'],
    ['HU 0.27'],
    ['FR 0.20'],
    ['IE 0.135'],
    ['IE 0.23'],
  ]);
});
