/** What a test card does, after https://docs.stripe.com/testing. */
export type Card = {
  /** `pm_<name>` stands for it in calls that take a payment method. */
  name: string;
  number: string;
  brand: 'visa' | 'mastercard' | 'amex';
  country: string;
  funding: 'credit' | 'debit';
  /** `unlessSetUp`: once authenticated for later use, off-session payments pass. */
  authentication: 'never' | 'unlessSetUp' | 'always';
  /** Whether saving it works and only charging is declined. */
  saves: boolean;
  decline: { code: string; decline: string | null; message: string } | null;
  disputed: boolean;
  /** Refunds succeed at first, and fail later. */
  refundFails: boolean;
};

const DECLINED = 'Your card was declined.';

function card(name: string, number: string, more: Partial<Card> = {}): Card {
  const defaults = {
    brand: 'visa',
    country: 'US',
    funding: 'credit',
    authentication: 'never',
    saves: true,
    decline: null,
    disputed: false,
    refundFails: false,
  } as const;
  return { name, number, ...defaults, ...more };
}

function declined(name: string, number: string, code: string, decline: string | null, message: string): Card {
  return card(name, number, { saves: false, decline: { code, decline, message } });
}

const CARDS: readonly Card[] = [
  card('card_visa', '4242424242424242'),
  card('card_visa_debit', '4000056655665556', { funding: 'debit' }),
  card('card_mastercard', '5555555555554444', { brand: 'mastercard' }),
  card('card_amex', '378282246310005', { brand: 'amex' }),
  card('card_fr', '4000002500000003', { country: 'FR' }),
  card('card_gb', '4000008260000000', { country: 'GB' }),
  card('card_authenticationRequiredOnSetup', '4000002500003155', { country: 'FR', authentication: 'unlessSetUp' }),
  card('card_authenticationRequired', '4000002760003184', { country: 'DE', authentication: 'always' }),
  card('card_authenticationRequiredChargeDeclinedInsufficientFunds', '4000008260003178', {
    authentication: 'unlessSetUp',
    decline: { code: 'card_declined', decline: 'insufficient_funds', message: 'Your card has insufficient funds.' },
  }),
  card('card_refundFail', '4000000000005126', { refundFails: true }),
  card('card_createDispute', '4000000000000259', { disputed: true }),
  card('card_chargeCustomerFail', '4000000000000341', {
    decline: { code: 'card_declined', decline: 'generic_decline', message: DECLINED },
  }),
  declined('card_chargeDeclined', '4000000000000002', 'card_declined', 'generic_decline', DECLINED),
  declined(
    'card_chargeDeclinedInsufficientFunds',
    '4000000000009995',
    'card_declined',
    'insufficient_funds',
    'Your card has insufficient funds.',
  ),
  declined('card_chargeDeclinedLostCard', '4000000000009987', 'card_declined', 'lost_card', DECLINED),
  declined('card_chargeDeclinedExpiredCard', '4000000000000069', 'expired_card', null, 'Your card has expired.'),
  declined('card_chargeDeclinedIncorrectCvc', '4000000000000127', 'incorrect_cvc', null, "Your card's security code is incorrect."),
  declined(
    'card_chargeDeclinedProcessingError',
    '4000000000000119',
    'processing_error',
    null,
    'An error occurred while processing your card. Try again in a little bit.',
  ),
  declined(
    'card_notForTesting',
    '',
    'card_declined',
    'test_mode_live_card',
    'Your card was declined. Your request was in test mode, but used a non test card.',
  ),
];

const BY_NAME = new Map(CARDS.map((known) => [known.name, known]));
const BY_NUMBER = new Map(CARDS.map((known) => [known.number, known]));

export const cardNamed = (name: string): Card | undefined => BY_NAME.get(name);

export function keptCard(name: string): Card {
  const found = BY_NAME.get(name);
  if (found === undefined) throw new Error(`The state names an unknown test card: ${name}`);
  return found;
}

/** A well-formed number that is no test card is declined by its own card, as Stripe does in test mode. */
export const cardNumbered = (number: string): Card => BY_NUMBER.get(number) ?? keptCard('card_notForTesting');

/** ISO/IEC 7812-1 annex B. */
export function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

export const lastFour = (known: Card): string => (known.number === '' ? '0000' : known.number.slice(-4));
