import type { View } from './view.ts';

/** Stripe's error object, https://docs.stripe.com/api/errors. */
export type StripeError = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  payment_intent?: View;
  payment_method?: View;
  setup_intent?: View;
};

export class StripeFailure extends Error {
  readonly status: number;
  readonly error: StripeError;
  /** Whether the same idempotency key gets this same refusal again: so once execution began, not for a malformed request. */
  readonly remembered: boolean;

  constructor(status: number, error: StripeError, remembered: boolean) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.remembered = remembered;
  }
}

export const invalid = (message: string, param?: string, code?: string) =>
  new StripeFailure(400, { type: 'invalid_request_error', message, ...(code && { code }), ...(param && { param }) }, false);

export const absent = (noun: string, id: string, param = 'id') =>
  new StripeFailure(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${noun}: '${id}'`, param }, false);

/** The request is well formed; the object's state forbids it. */
export const refused = (code: string, message: string, more: Partial<StripeError> = {}) =>
  new StripeFailure(400, { type: 'invalid_request_error', code, message, ...more }, true);

export const unauthorised = (message: string) => new StripeFailure(401, { type: 'invalid_request_error', message }, false);

export const cardFailure = (error: Omit<StripeError, 'type'>) => new StripeFailure(402, { type: 'card_error', ...error }, true);
