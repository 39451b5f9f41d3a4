import type { Limit } from './graph.ts';
import type { Wire } from './wire.ts';

/** Confirms payments, and cards to be saved, as the browser's script does: with the publishable key and their own secret. */
export function cardPayer(base: string, publishableKey: string, wire: Wire, limit: Limit) {
  return async (clientSecret: string): Promise<void> => {
    const intent = clientSecret.split('_secret_')[0] ?? '';
    const kind = intent.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
    const form = new URLSearchParams({ key: publishableKey, client_secret: clientSecret, payment_method: 'pm_card_visa' });
    const { status, text } = await limit(
      () =>
        wire.ask('POST', `${base}/v1/${kind}/${intent}/confirm`, { 'content-type': 'application/x-www-form-urlencoded' }, form.toString()),
      true,
    );
    if (status === 200) return;
    // A repeat over a broken connection meets a payment that has been confirmed already.
    if (text.includes('payment_intent_unexpected_state') && !text.includes('canceled')) return;
    throw new Error(`The card was not accepted: HTTP ${status} ${text.slice(0, 300)}`);
  };
}

export type PayByCard = ReturnType<typeof cardPayer>;

/** One movement of money in the simulator's journal. */
export interface Movement {
  seq: number;
  kind: 'capture' | 'refund' | 'dispute';
  amount: number;
  currency: string;
  metadata: { bookingId?: string; paymentId?: string; refundId?: string };
}

/** All movements of the journal. */
export async function* journal(base: string, secretKey: string, wire: Wire): AsyncGenerator<Movement> {
  let after = 0;
  for (;;) {
    const { status, text } = await wire.ask('GET', `${base}/simulator/journal?starting_after=${after}&limit=1000`, {
      authorization: `Bearer ${secretKey}`,
    });
    if (status !== 200) throw new Error(`The simulator's journal can't be read: HTTP ${status} ${text.slice(0, 200)}`);
    const { data, has_more } = JSON.parse(text) as { data: Movement[]; has_more: boolean };
    yield* data;
    after = data.at(-1)?.seq ?? after;
    if (!has_more) return;
  }
}
