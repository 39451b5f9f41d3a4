/** What a merchant pays for a purchase, in hundredths of a percent; null stands for any category or currency. */
export interface MerchantRate {
  category: string | null;
  currency: string | null;
  basisPoints: number;
}

export type MerchantState = 'ACTIVE' | 'SUSPENDED';

/** What a merchant may owe us in a currency, in minor units. */
export interface MerchantLimit {
  currency: string;
  limitMinor: number;
}

/** In every currency that nobody set a limit in, so much worth, in minor units of EUR. */
export const usualLimitMinor = 1_000_000;

/** Whether what is bought there earns cashback. */
export const isSelling = ({ state, approvedAt }: { state: MerchantState; approvedAt: Date | null }): boolean =>
  state === 'ACTIVE' && approvedAt !== null;

const says = ({ category, currency }: MerchantRate): number => (category === null ? 0 : 2) + (currency === null ? 0 : 1);

/** The rate that says most of the purchase, a category more than a currency; 0 where none is for it. */
export function basisPointsOf(rates: readonly MerchantRate[], category: string | null, currency: string): number {
  const fitting = rates.filter(
    (rate) => (rate.category === null || rate.category === category) && (rate.currency === null || rate.currency === currency),
  );
  return fitting.toSorted((one, other) => says(other) - says(one))[0]?.basisPoints ?? 0;
}

export const mostBasisPoints = 5000;

/** Null where the rates are sound, else what is wrong with them: one of them is for everything, and no two are for the same. */
export function faultOf(rates: readonly MerchantRate[]): string | null {
  if (rates.length === 0 || rates.length > 50) return 'rates 1…50';
  if (rates.some(({ basisPoints }) => basisPoints < 1 || basisPoints > mostBasisPoints)) return `basisPoints 1…${String(mostBasisPoints)}`;
  if (rates.some(({ category }) => category !== null && !/^[\p{L}\p{N} _-]{1,40}$/u.test(category))) return 'category';
  const keys = new Set(rates.map(({ category, currency }) => JSON.stringify([category, currency])));
  if (keys.size !== rates.length) return 'rates';
  return keys.has('[null,null]') ? null : 'rates: one without category and currency';
}
