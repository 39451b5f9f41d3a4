import { readFileSync, readdirSync } from 'node:fs';
import type { ChargeLimits, ExtraOffer, Market, Rates, Tariff } from '../domain/market.ts';
import type { RatePlan } from '../domain/ratePlan.ts';
import { chargeTariffs } from './chargeFile.ts';
import type { SettlementRules } from '../domain/settlement.ts';
import { exchangeTable } from './exchange.ts';
import { marketFile } from './marketFile.ts';

export interface TariffOptions {
  /** Where the tariff's files are. */
  folder?: URL;
  /** The exchange table, that of the folder when left out. */
  ratesFile?: string | undefined;
  exchangeMaxAgeDays: number;
  /** Told of an exchange table that cannot be read. */
  warn: (error: unknown) => void;
}

function readMarket(file: URL): Market {
  const { data, error } = marketFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (data) return data;
  const said = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`${file.pathname} is no market: ${said.join('; ')}`);
}

/** Rates, plans, markets, extras and exchange rates from data/: a new market is one file there. Read once, at start, but for the exchange rates. */
export function readTariff({
  folder = new URL('../../data/', import.meta.url),
  ratesFile,
  exchangeMaxAgeDays,
  warn,
}: TariffOptions): Tariff {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const markets = new Map(
    readdirSync(new URL('markets/', folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => readMarket(new URL(`markets/${name}`, folder)))
      .map((market) => [market.country, market]),
  );
  const { version, plans } = read('plans.json') as { version: string; plans: Omit<RatePlan, 'version'>[] };
  return {
    rates: read('rates.json') as Rates,
    currencies: read('currencies.json') as Record<string, ChargeLimits>,
    extras: (read('extras.json') as { extras: ExtraOffer[] }).extras,
    plans: plans.map((plan) => ({ ...plan, version })),
    charges: chargeTariffs(read('charges.json')),
    settlements: read('settlements.json') as SettlementRules,
    exchangeMaxAgeDays,
    market: (country) => markets.get(country),
    ...exchangeTable(ratesFile ?? new URL('ecb-rates.csv', folder), warn),
  };
}
