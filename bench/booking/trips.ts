import { wallClock } from '../../e2e/replay/day.ts';

interface Stock {
  agency: string;
  acriss: string;
}

/** Wall clocks at the agency. `wanted`: of the one stock that everybody wants. */
export interface Trip extends Stock {
  from: string;
  to: string;
  wanted: boolean;
}

export const wantedShare = 0.25;

/** Draws trips of one to ten days that begin within ten months. */
export function tripsFrom(stocks: readonly Stock[], random: () => number): () => Trip {
  const [most] = stocks;
  return () => {
    const stock = random() < wantedShare ? most : stocks[Math.floor(random() * stocks.length)];
    if (!stock) throw new Error('there is nothing to book');
    const day = Math.floor(Date.now() / 86_400_000) + 3 + Math.floor(random() * 300);
    return { ...stock, from: wallClock(day, 10), to: wallClock(day + 1 + Math.floor(random() * 10), 9), wanted: stock === most };
  };
}
