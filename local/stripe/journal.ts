import type { Log } from './log.ts';
import type { Movement } from './records.ts';

/** Integer minor units; net = captured - refunded - disputed. */
export type Totals = { captured: number; refunded: number; disputed: number; net: number; count: number };

/** Every movement of money, in order; seq counts from 1 without gaps. */
export class Journal {
  readonly movements: Movement[] = [];
  readonly totals: Record<string, Totals> = {};
  readonly #log: Log;
  readonly #currency: (charge: number) => string;

  constructor(log: Log, currency: (charge: number) => string) {
    this.#log = log;
    this.#currency = currency;
  }

  add(movement: Movement): void {
    const entry = ['move', movement];
    this.#log.append(entry);
    this.restore(entry);
  }

  currency(movement: Movement): string {
    return this.#currency(movement.charge);
  }

  restore(entry: unknown[]): void {
    const movement = entry[1] as Movement;
    this.movements.push(movement);
    const totals = (this.totals[this.currency(movement)] ??= { captured: 0, refunded: 0, disputed: 0, net: 0, count: 0 });
    totals.count += 1;
    if (movement.kind === 'capture') totals.captured += movement.amount;
    else if (movement.kind === 'refund') totals.refunded += movement.amount;
    else if (movement.kind === 'refund_failure') totals.refunded -= movement.amount;
    else if (movement.kind === 'dispute') totals.disputed += movement.amount;
    else totals.disputed -= movement.amount;
    totals.net = totals.captured - totals.refunded - totals.disputed;
  }
}
