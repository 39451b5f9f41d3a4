/**
 * What is kept of each object: whatever Stripe shows but is constant or follows from the rest is added when it is shown.
 * Numbers that name other objects are places in their table. Times are seconds since 1970, money integer minor units.
 */
export type Metadata = Record<string, string>;

export type Customer = {
  created: number;
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
  locales: string[] | null;
  metadata: Metadata;
  deleted?: boolean;
};

export type PaymentMethod = {
  created: number;
  /** Name of a test card; no number is ever kept. */
  card: string;
  expMonth: number;
  expYear: number;
  name: string | null;
  customer: number | null;
  /** Authenticated once for later off-session use. */
  setUp: boolean;
  /** Spent by a payment without belonging to a customer: not usable again. */
  used: boolean;
};

/** The last error shown on an intent. */
export type Trouble = {
  type: 'card_error' | 'invalid_request_error';
  code: string;
  decline: string | null;
  message: string;
  paymentMethod: number | null;
  charge: number | null;
};

export type IntentStatus =
  'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'requires_capture' | 'canceled' | 'succeeded';

export type PaymentIntent = {
  created: number;
  amount: number;
  currency: string;
  status: IntentStatus;
  capture: 'automatic' | 'automatic_async' | 'manual';
  capturable: number;
  received: number;
  customer: number | null;
  paymentMethod: number | null;
  charge: number | null;
  /** `setup_future_usage`. */
  usage: 'off_session' | 'on_session' | null;
  /** `automatic_payment_methods.allow_redirects`; null where the caller listed payment_method_types. */
  redirects: 'always' | 'never' | null;
  description: string | null;
  receiptEmail: string | null;
  metadata: Metadata;
  trouble: Trouble | null;
  /** Where the challenge leads back to; null when the browser's script shows it. */
  returnUrl: string | null;
  canceledAt: number | null;
  cancelReason: string | null;
};

export type SetupIntent = {
  created: number;
  status: Exclude<IntentStatus, 'requires_capture'>;
  customer: number | null;
  paymentMethod: number | null;
  usage: 'off_session' | 'on_session';
  redirects: 'always' | 'never' | null;
  description: string | null;
  metadata: Metadata;
  trouble: Trouble | null;
  returnUrl: string | null;
  cancelReason: string | null;
};

export type Charge = {
  created: number;
  amount: number;
  intent: number;
  paymentMethod: number;
  captured: boolean;
  amountCaptured: number;
  amountRefunded: number;
  /** The authorisation was given up or ran out before a capture. */
  released: boolean;
  authenticated: boolean;
  dispute: number | null;
  /** When an uncaptured authorisation dies. */
  captureBefore: number | null;
  trouble: Trouble | null;
  metadata: Metadata;
};

/** `failed`: the card's bank sent the money back. */
export type Refund = { created: number; amount: number; charge: number; reason: string | null; metadata: Metadata; failed?: boolean };

/** `outcome` once the bank has decided. */
export type Dispute = { created: number; amount: number; charge: number; metadata: Metadata; outcome?: 'won' | 'lost' };

/**
 * Money that moved: in by capture, out by refund or dispute, and back in where a refund failed or a dispute was won. `amount`
 * is always positive; `own` adds to the charge's metadata.
 */
export type Movement = {
  at: number;
  kind: 'capture' | 'refund' | 'dispute' | 'refund_failure' | 'dispute_reversal';
  charge: number;
  amount: number;
  own: Metadata | null;
};
