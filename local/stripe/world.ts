import { absent } from './failure.ts';
import type { Kind } from './ids.ts';
import type { Store } from './store.ts';
import type { View } from './view.ts';

/** The request under way, which its events name. */
export type RequestNote = { id: string | null; idempotency_key: string | null };

/** Milliseconds since 1970. */
export type Clock = () => number;

export const API_VERSION = '2026-10-28.endive';

/** What every operation works on: the store, the time in whole seconds, and the way events get out. */
export class World {
  readonly store: Store;
  /** Where browsers reach the simulator. */
  origin = '';
  request: RequestNote = { id: null, idempotency_key: null };
  readonly #announce: (event: number) => void;
  readonly #clock: Clock;

  constructor(store: Store, announce: (event: number) => void, clock: Clock) {
    this.store = store;
    this.#announce = announce;
    this.#clock = clock;
  }

  /** Business time, which a simulation may have moved; deliveries and their signatures stay on real time. */
  now(): number {
    return Math.floor(this.#clock() / 1000);
  }

  publish(type: string, object: View): void {
    const { events, ids } = this.store;
    const created = Math.floor(Date.now() / 1000);
    const id = ids.of('evt', events.length);
    const event = {
      id,
      object: 'event',
      api_version: API_VERSION,
      created,
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: this.request,
      type,
    };
    this.#announce(events.add(type, created, JSON.stringify(event)));
  }

  /** Throws Stripe's resource_missing. */
  place(kind: Kind, table: { rows: { length: number } }, noun: string, id: string, param?: string): number {
    const place = this.store.ids.place(kind, id);
    if (place === undefined || place >= table.rows.length) throw absent(noun, id, param);
    return place;
  }

  customer(id: string, param?: string): number {
    const place = this.place('cus', this.store.customers, 'customer', id, param);
    if (this.store.customers.get(place).deleted) throw absent('customer', id, param);
    return place;
  }

  paymentIntent(id: string, param = 'intent'): number {
    return this.place('pi', this.store.paymentIntents, 'payment_intent', id, param);
  }

  setupIntent(id: string, param = 'intent'): number {
    return this.place('seti', this.store.setupIntents, 'setupintent', id, param);
  }

  charge(id: string, param?: string): number {
    return this.place('ch', this.store.charges, 'charge', id, param);
  }
}
