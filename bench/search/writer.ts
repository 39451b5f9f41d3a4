import { postgres } from '@ycyw/service/postgres';
import { lockStock, release, take, type Stock } from '../../subgraphs/booking/src/data/ledger.ts';

const dayMs = 24 * 3_600_000;

/** Sells and gives back, some `perSecond` times a second, as another process of booking would. */
export function startWriter(url: string, stocks: readonly Stock[], perSecond: number, random: () => number) {
  const sql = postgres(url, 2, () => undefined);
  const held: { stock: Stock; span: { from: Date; to: Date } }[] = [];
  let written = 0;
  let stopped = false;
  const write = async (): Promise<void> => {
    if (held.length > 200) {
      const [oldest] = held.splice(0, 1);
      if (!oldest) return;
      await sql.$transaction(async (tx) => {
        await lockStock(tx, oldest.stock);
        await release(tx, oldest.stock, [oldest.span]);
      });
      return;
    }
    const stock = stocks[Math.floor(random() * stocks.length)];
    if (!stock) return;
    const from = new Date((Math.floor(Date.now() / dayMs) + 2 + Math.floor(random() * 100)) * dayMs + 10 * 3_600_000);
    const span = { from, to: new Date(from.getTime() + 4 * dayMs) };
    const taken = await sql.$transaction(async (tx) => {
      await lockStock(tx, stock);
      return take(tx, stock, [span]);
    });
    if (taken) held.push({ stock, span });
  };
  const loop = async (): Promise<void> => {
    for (let next = performance.now(); !stopped; next += 1000 / perSecond) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
      await write();
      written += 1;
    }
  };
  const running = loop();
  return {
    written: () => written,
    stop: async () => {
      stopped = true;
      await running;
      await sql.end();
    },
  };
}
