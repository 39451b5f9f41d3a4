import { readFileSync, readdirSync } from 'node:fs';
import type { ChargeLimits, ExchangeRate, ExtraOffer, Market, Rates, Tariff } from '../domain/market.ts';
import type { RatePlan } from '../domain/ratePlan.ts';

const file = (name: string): URL => new URL(`../../data/${name}`, import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(file(name), 'utf8'));

/** Rows of the European Central Bank's reference rates, oldest first: a date, then units per euro by currency. */
function readExchange(): (currency: string, date: string) => ExchangeRate | null | undefined {
  const [head = '', ...lines] = readFileSync(file('ecb-rates.csv'), 'utf8').trim().split('\n');
  const currencies = head.split(',');
  const days = lines.map((line) => line.split(','));
  return (currency, date) => {
    if (currency === 'EUR') return null;
    const column = currencies.indexOf(currency);
    if (column < 1) return undefined;
    const day = days.findLast((each) => (each[0] ?? '') <= date && each[column]) ?? days.find((each) => each[column]);
    return day ? { date: day[0] ?? '', rate: day[column] ?? '' } : undefined;
  };
}

/** Rates, markets, extras and exchange rates from data/: a new market is one file there. Read once, at start. */
export function readTariff(): Tariff {
  const markets = new Map(
    readdirSync(file('markets/'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => read(`markets/${name}`) as Market)
      .map((market) => [market.country, market]),
  );
  const exchange = readExchange();
  return {
    rates: read('rates.json') as Rates,
    currencies: read('currencies.json') as Record<string, ChargeLimits>,
    extras: (read('extras.json') as { extras: ExtraOffer[] }).extras,
    plans: (read('plans.json') as { plans: RatePlan[] }).plans,
    market: (country) => markets.get(country),
    exchange,
  };
}
