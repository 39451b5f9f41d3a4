import { journal, type Movement } from '../../replay/card.ts';
import type { Demo } from '../../replay/demo.ts';
import type { Wire } from '../../replay/wire.ts';

interface Intent {
  id: string;
  status: string;
  metadata: { bookingId?: string; paymentId?: string };
}

/** What the provider has of a booking. */
export interface Provided {
  intents: Intent[];
  movements: Movement[];
}

/** All that the provider has done, by the booking. */
export async function provided({ stripe: { base, secretKey } }: Demo, wire: Wire): Promise<(bookingId: string) => Provided> {
  const intents: Intent[] = [];
  for (let more = true; more;) {
    const after = intents.at(-1)?.id;
    const query = `limit=100${after === undefined ? '' : `&starting_after=${after}`}`;
    const { status, text } = await wire.ask('GET', `${base}/v1/payment_intents?${query}`, { authorization: `Bearer ${secretKey}` });
    if (status !== 200) throw new Error(`The provider's payments can't be read: HTTP ${String(status)} ${text.slice(0, 200)}`);
    const page = JSON.parse(text) as { data: Intent[]; has_more: boolean };
    intents.push(...page.data);
    more = page.has_more;
  }
  const movements: Movement[] = [];
  for await (const movement of journal(base, secretKey, wire)) movements.push(movement);
  const ofIntents = Map.groupBy(intents, ({ metadata }) => metadata.bookingId);
  const ofMovements = Map.groupBy(movements, ({ metadata }) => metadata.bookingId);
  return (bookingId) => ({ intents: ofIntents.get(bookingId) ?? [], movements: ofMovements.get(bookingId) ?? [] });
}
