import { EventLog } from './eventLog.ts';
import { Idempotency } from './idempotency.ts';
import { Ids } from './ids.ts';
import { Journal } from './journal.ts';
import type { Log } from './log.ts';
import type { Charge, Customer, Dispute, PaymentIntent, PaymentMethod, Refund, SetupIntent } from './records.ts';
import { Table } from './table.ts';

/** Everything the simulator remembers, replayed from its log. */
export class Store {
  readonly log: Log;
  readonly ids: Ids;
  readonly customers: Table<Customer>;
  readonly paymentMethods: Table<PaymentMethod>;
  readonly paymentIntents: Table<PaymentIntent>;
  readonly setupIntents: Table<SetupIntent>;
  readonly charges: Table<Charge>;
  readonly refunds: Table<Refund>;
  readonly disputes: Table<Dispute>;
  readonly events: EventLog;
  readonly idempotency: Idempotency;
  readonly journal: Journal;

  constructor(log: Log) {
    this.log = log;
    this.customers = new Table<Customer>('cus', log);
    this.paymentMethods = new Table<PaymentMethod>('pm', log);
    this.paymentIntents = new Table<PaymentIntent>('pi', log);
    this.setupIntents = new Table<SetupIntent>('seti', log);
    this.charges = new Table<Charge>('ch', log);
    this.refunds = new Table<Refund>('re', log);
    this.disputes = new Table<Dispute>('du', log);
    this.events = new EventLog(log);
    this.idempotency = new Idempotency(log);
    this.journal = new Journal(log, (charge) => this.paymentIntents.get(this.charges.get(charge).intent).currency);

    const tables = [this.customers, this.paymentMethods, this.paymentIntents, this.setupIntents, this.charges, this.refunds, this.disputes];
    const restorers = new Map<unknown, (entry: unknown[]) => void>(
      tables.map((table) => [
        table.name,
        (entry) => {
          table.restore(entry);
        },
      ]),
    );
    restorers.set('ch', (entry) => {
      this.#restoreCharge(entry);
    });
    restorers.set('evt', (entry) => {
      this.events.restore(entry);
    });
    restorers.set('sent', (entry) => {
      this.events.restoreDelivery(entry);
    });
    restorers.set('key', (entry) => {
      this.idempotency.restore(entry);
    });
    restorers.set('move', (entry) => {
      this.journal.restore(entry);
    });
    let seed: ReturnType<typeof Ids.seed> | undefined;
    log.replay((entry) => {
      if (!Array.isArray(entry)) throw new Error("The state file holds a line that is not the simulator's; move it away.");
      if (entry[0] === 'seed') seed = entry[1] as ReturnType<typeof Ids.seed>;
      else restorers.get(entry[0])?.(entry);
    });
    if (seed === undefined) log.append(['seed', (seed = Ids.seed())]);
    this.ids = new Ids(seed);
  }

  /** A charge holds its intent's metadata, as one object in memory though the log has it twice. */
  #restoreCharge(entry: unknown[]): void {
    this.charges.restore(entry);
    if (entry.length > 2) return;
    const charge = this.charges.get(this.charges.rows.length - 1);
    const { metadata } = this.paymentIntents.get(charge.intent);
    if (JSON.stringify(metadata) === JSON.stringify(charge.metadata)) charge.metadata = metadata;
  }
}
