import type { Logger } from '@ycyw/service/log';

/** What a comparison with Stripe came to; each repair and fault is in the log with its ids. */
export class Findings {
  checked = 0;
  repaired = 0;
  /** Left to people. */
  faults = 0;
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  fault(ids: object, todo: string): void {
    this.faults += 1;
    this.#log.error({ ...ids, todo }, 'reconciling with Stripe: not to be repaired by itself');
  }

  /** Repairs one thing; its failure stops no other. */
  async repair(ids: object, what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.repaired += 1;
      this.#log.warn({ ...ids, what }, 'reconciling with Stripe: repaired');
    } catch (error) {
      this.faults += 1;
      const todo = 'it is tried again within the hour; if it stays, mend what the error says';
      this.#log.error({ ...ids, err: error, what, todo }, 'reconciling with Stripe: not repaired');
    }
  }
}
