/**
 * What is kept of an object of Stripe's, under Stripe's own names: what it means to us and how it stands, objects within it as
 * their ids. Nothing of the card, of its holder or of anybody's name.
 */
export interface Told {
  id: string;
  object: string;
  status: string | null;
  metadata: Partial<Record<'paymentId' | 'refundId' | 'bookingId' | 'kind', string>>;
  payment_intent: string | null;
  customer: string | null;
  payment_method: string | null;
  setup_future_usage: string | null;
  cancellation_reason: string | null;
  last_payment_error: { code?: string } | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const within = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const idOf = (value: unknown): string | null => text(value) ?? text(within(value, 'id'));
/** Ids and words of ours are short; anything longer somebody else has put there. */
const ours = (metadata: unknown): Told['metadata'] =>
  Object.fromEntries(
    (['paymentId', 'refundId', 'bookingId', 'kind'] as const).flatMap((name) => {
      const value = text(within(metadata, name));
      return value !== null && /^[\w-]{1,36}$/.test(value) ? [[name, value]] : [];
    }),
  );

export function told(object: object): Told {
  const of = (name: string): unknown => within(object, name);
  const code = text(within(of('last_payment_error'), 'code'));
  return {
    id: text(of('id')) ?? '',
    object: text(of('object')) ?? '',
    status: text(of('status')),
    metadata: ours(of('metadata')),
    payment_intent: idOf(of('payment_intent')),
    customer: idOf(of('customer')),
    payment_method: idOf(of('payment_method')),
    setup_future_usage: text(of('setup_future_usage')),
    cancellation_reason: text(of('cancellation_reason')),
    last_payment_error: of('last_payment_error') ? { ...(code !== null && { code }) } : null,
  };
}
