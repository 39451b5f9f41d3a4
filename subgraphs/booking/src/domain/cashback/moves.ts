export type AccountKind =
  'CUSTOMER_PENDING' | 'CUSTOMER_AVAILABLE' | 'CUSTOMER_DEBT' | 'BOOKING_RESERVED' | 'SPENT' | 'MERCHANT_RECEIVABLE' | 'COMPANY';

export type TransferKind =
  'PURCHASE' | 'CONFIRMATION' | 'CLAWBACK' | 'REPAYMENT' | 'RESERVATION' | 'RELEASE' | 'SPENDING' | 'GIVEN_BACK' | 'FORFEIT';

/** `amountMinor` (above zero) leaves `debit` and comes to `credit`. */
export interface Move {
  kind: TransferKind;
  debit: AccountKind;
  credit: AccountKind;
  amountMinor: number;
}

/** A renter's balances in one currency, credits less debits: the debt is zero or below. */
export type Balances = Record<'CUSTOMER_AVAILABLE' | 'CUSTOMER_DEBT', number>;

const some = (moves: readonly Move[]): Move[] => moves.filter(({ amountMinor }) => amountMinor > 0);

/** Money that comes to a renter out of `debit`: first it pays what they owe, the rest is theirs to spend. */
export function credited(kind: TransferKind, debit: AccountKind, amountMinor: number, { CUSTOMER_DEBT: debt }: Balances): Move[] {
  const repaid = Math.min(amountMinor, -debt);
  return some([
    { kind: 'REPAYMENT', debit, credit: 'CUSTOMER_DEBT', amountMinor: repaid },
    { kind, debit, credit: 'CUSTOMER_AVAILABLE', amountMinor: amountMinor - repaid },
  ]);
}

/** What a refunded purchase takes back: of money not yet available what waits, else what is there, and the rest is owed. */
export function clawedBack(isConfirmed: boolean, amountMinor: number, { CUSTOMER_AVAILABLE: available }: Balances): Move[] {
  const credit = 'MERCHANT_RECEIVABLE';
  if (!isConfirmed) return some([{ kind: 'CLAWBACK', debit: 'CUSTOMER_PENDING', credit, amountMinor }]);
  const there = Math.min(amountMinor, available);
  return some([
    { kind: 'CLAWBACK', debit: 'CUSTOMER_AVAILABLE', credit, amountMinor: there },
    { kind: 'CLAWBACK', debit: 'CUSTOMER_DEBT', credit, amountMinor: amountMinor - there },
  ]);
}
