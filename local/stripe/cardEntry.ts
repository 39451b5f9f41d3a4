import { type Card, cardNumbered, passesLuhn } from './cards.ts';
import { cardFailure, invalid } from './failure.ts';
import type { Form } from './form.ts';
import { choice, group, text } from './params.ts';

export type EnteredCard = { card: Card; expMonth: number; expYear: number; name: string | null };

/** Reads `payment_method_data` as the card form sends it; the number goes no further than this function. */
export function enteredCard(data: Form, now: Date): EnteredCard {
  choice(data, 'type', ['card']);
  const fields = group(data, 'card');
  if (fields === undefined)
    throw invalid('Missing required param: payment_method_data[card].', 'payment_method_data[card]', 'parameter_missing');
  const number = (text(fields, 'number') ?? '').replace(/[\s-]/g, '');
  if (!/^\d{13,19}$/.test(number) || !passesLuhn(number)) {
    throw cardFailure({ code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' });
  }
  const expMonth = Number(text(fields, 'exp_month') ?? '');
  const givenYear = Number(text(fields, 'exp_year') ?? '');
  const expYear = givenYear < 100 ? 2000 + givenYear : givenYear;
  if (!Number.isInteger(expMonth) || expMonth < 1 || expMonth > 12) {
    throw cardFailure({ code: 'invalid_expiry_month', message: "Your card's expiration month is invalid.", param: 'exp_month' });
  }
  if (!Number.isInteger(expYear) || expYear < now.getUTCFullYear() || expYear > now.getUTCFullYear() + 50) {
    throw cardFailure({ code: 'invalid_expiry_year', message: "Your card's expiration year is invalid.", param: 'exp_year' });
  }
  if (expYear === now.getUTCFullYear() && expMonth < now.getUTCMonth() + 1) {
    throw cardFailure({ code: 'invalid_expiry_month', message: "Your card's expiration month is invalid.", param: 'exp_month' });
  }
  const card = cardNumbered(number);
  const cvc = text(fields, 'cvc') ?? '';
  if (!(card.brand === 'amex' ? /^\d{3,4}$/ : /^\d{3}$/).test(cvc)) {
    throw cardFailure({ code: 'invalid_cvc', message: "Your card's security code is invalid.", param: 'cvc' });
  }
  const billing = group(data, 'billing_details');
  return { card, expMonth, expYear, name: (billing && text(billing, 'name')) ?? null };
}
