import { exponentOf } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import type { ExchangeRate, Tariff } from './market.ts';
import { daysBetween } from './period.ts';

/** A cross rate through the euro: `rate` is units of the price's currency per euro, `homeRate` of `home`, the market's, both of one banking day. */
export interface Exchange extends ExchangeRate {
  home: string;
  homeRate: string;
}

/**
 * From a market's currency to another as of `today`; null where both are the same, undefined where we have no rate. Rates
 * older than the tariff allows are BAD_INPUT.
 */
export function exchangeOf(home: string, currency: string, tariff: Tariff, today: string): Exchange | null | undefined {
  if (home === currency) return null;
  const to = tariff.exchange(currency, today);
  const from = tariff.exchange(home, to?.date ?? today);
  const date = to?.date ?? from?.date;
  if (to === undefined || from === undefined || date === undefined) return undefined;
  if (daysBetween(date, today) > tariff.exchangeMaxAgeDays) throw new Refusal('BAD_INPUT', `currency: ${date}`);
  return { date, rate: to?.rate ?? '1', home, homeRate: from?.rate ?? '1' };
}

/** Minor units of `currency` for a minor unit of `home`. */
export const crossFactor = (home: string, currency: string, exchange: Exchange | null): number =>
  exchange ? (Number(exchange.rate) / Number(exchange.homeRate)) * 10 ** (exponentOf(currency) - exponentOf(home)) : 1;

/** Units of the price's currency for one of the market's, to six digits. */
export const crossRate = ({ rate, homeRate }: Exchange): string => String(Number((Number(rate) / Number(homeRate)).toPrecision(6)));
