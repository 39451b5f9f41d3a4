import type { BookedPayment, Books } from './books.ts';
import type { Provided } from './provider.ts';

const sumOf = <Row>(rows: readonly Row[], minor: (row: Row) => number): number => rows.reduce((sum, row) => sum + minor(row), 0);
const some = (faults: readonly (string | false)[]): string[] => faults.filter((fault) => fault !== false);

/** How an intent stands at the provider, by how its payment stands in the books; of any other any will do. */
const statusOf: Readonly<Record<string, string>> = {
  VOIDED: 'canceled',
  AUTHORISED: 'requires_capture',
  CAPTURED: 'succeeded',
  PART_REFUNDED: 'succeeded',
  REFUNDED: 'succeeded',
};

function ofPayment(payment: BookedPayment, { intents, movements }: Provided): string[] {
  const { id, kind, state, capturedMinor, intent: known, voidDue } = payment;
  const own = intents.filter(({ metadata }) => metadata.paymentId === id);
  const [intent] = own;
  const takenMinor = sumOf(
    movements.filter((movement) => movement.kind === 'capture' && movement.metadata.paymentId === id),
    ({ amount }) => amount,
  );
  const wanted = statusOf[state];
  const what = `${kind} ${state}`;
  return some([
    own.length > 1 && `${what} is ${String(own.length)} payments at the provider`,
    intent !== undefined && intent.id !== known && `${what} does not know its payment at the provider`,
    intent !== undefined && wanted !== undefined && intent.status !== wanted && `${what} is ${intent.status} at the provider`,
    takenMinor !== capturedMinor && `${what}: ${String(takenMinor)} taken at the provider, ${String(capturedMinor)} in the books`,
    voidDue && `${what} is still to be let go`,
  ]);
}

/** Cashback moves in the ledger as its payment says: set aside, spent, given back. */
function ofCashback({ amountMinor, capturedMinor, refundedMinor, ledger }: BookedPayment): string[] {
  const { RESERVATION = 0, SPENDING = 0, GIVEN_BACK = 0, REPAYMENT = 0 } = ledger;
  return some([
    RESERVATION !== amountMinor && `cashback: ${String(RESERVATION)} set aside of ${String(amountMinor)}`,
    SPENDING !== capturedMinor && `cashback: ${String(SPENDING)} spent, ${String(capturedMinor)} in the books`,
    GIVEN_BACK + REPAYMENT !== refundedMinor &&
      `cashback: ${String(GIVEN_BACK + REPAYMENT)} given back, ${String(refundedMinor)} in the books`,
  ]);
}

function ofRefunds({ payments, refunds }: Books, { movements }: Provided): string[] {
  const back = movements.filter(({ kind }) => kind === 'refund');
  const unknown = back.filter(({ metadata }) => refunds.every(({ id }) => id !== metadata.refundId));
  return [
    ...unknown.map(({ amount }) => `${String(amount)} given back at the provider, and in no books`),
    ...refunds.flatMap(({ id, paymentId, amountMinor, state }) => {
      const payment = payments.find((each) => each.id === paymentId);
      const byCard = payment?.kind !== 'CASHBACK' && payment?.kind !== 'DESK';
      const backMinor = sumOf(
        back.filter(({ metadata }) => metadata.refundId === id),
        ({ amount }) => amount,
      );
      return some([
        state !== 'SUCCEEDED' && `a refund is ${state}`,
        byCard && backMinor !== amountMinor && `${String(backMinor)} given back at the provider of ${String(amountMinor)}`,
      ]);
    }),
    ...payments.flatMap(({ id, kind, refundedMinor }) => {
      const rowsMinor = sumOf(
        refunds.filter(({ paymentId, state }) => paymentId === id && state !== 'FAILED'),
        ({ amountMinor }) => amountMinor,
      );
      return rowsMinor === refundedMinor ? [] : [`${kind}: ${String(refundedMinor)} given back, ${String(rowsMinor)} by its refunds`];
    }),
  ];
}

function ofCharges({ payments, charges }: Books): string[] {
  return payments
    .filter(({ kind, capturedMinor }) => kind === 'CHARGE' && capturedMinor > 0)
    .flatMap(({ id, capturedMinor, refundedMinor }) => {
      const own = charges.filter(({ paymentId }) => paymentId === id);
      const paidMinor = sumOf(own, ({ amountMinor }) => amountMinor);
      const keptMinor = sumOf(
        own.filter(({ state }) => state === 'COLLECTED'),
        ({ amountMinor }) => amountMinor,
      );
      return some([
        paidMinor !== capturedMinor && `charges of ${String(paidMinor)} were paid with ${String(capturedMinor)}`,
        keptMinor !== capturedMinor - refundedMinor &&
          `charges of ${String(keptMinor)} are collected, ${String(capturedMinor - refundedMinor)} is kept`,
      ]);
    });
}

/** What was supplied is invoiced once, and what was given back of it credited. */
function ofDocuments({ state, payments, documents }: Books): string[] {
  if (!['RETURNED', 'CLOSED', 'CANCELLED'].includes(state)) return [];
  const keptMinor = sumOf(
    payments.filter(({ kind }) => kind !== 'DEPOSIT'),
    ({ capturedMinor, refundedMinor }) => capturedMinor - refundedMinor,
  );
  const paperMinor = sumOf(documents, ({ kind, grossMinor }) => (kind === 'INVOICE' ? grossMinor : -grossMinor));
  const accounts = [
    ...(keptMinor > 0 ? [null] : []),
    ...payments.filter(({ kind, capturedMinor }) => kind === 'CHARGE' && capturedMinor > 0).map(({ id }) => id),
  ];
  return [
    ...some([paperMinor !== keptMinor && `papers of ${String(paperMinor)}, ${String(keptMinor)} kept`]),
    ...accounts.flatMap((account) => {
      const invoices = documents.filter(({ kind, paymentId }) => kind === 'INVOICE' && paymentId === account).length;
      return invoices === 1 ? [] : [`${account === null ? 'the rental' : 'a payment of charges'} has ${String(invoices)} invoices`];
    }),
  ];
}

/** What is lost, doubled or still open of a booking's money, the provider's word against the books'; empty where they agree. */
export function faults(books: Books, provider: Provided): string[] {
  const invoices = books.documents.length;
  const { 'booking.invoiceIssued': papersTold = 0, ...others } = books.told;
  return [
    ...books.payments.flatMap((payment) => (payment.kind === 'CASHBACK' ? ofCashback(payment) : ofPayment(payment, provider))),
    ...provider.intents
      .filter(({ metadata, status }) => status !== 'canceled' && books.payments.every(({ id }) => id !== metadata.paymentId))
      .map(({ status }) => `a payment ${status} at the provider that no books know`),
    ...ofRefunds(books, provider),
    ...ofCharges(books),
    ...ofDocuments(books),
    ...Object.entries(others).flatMap(([kind, times]) => (times === 1 ? [] : [`${kind} told ${String(times)} times`])),
    ...some([papersTold !== invoices && `${String(papersTold)} papers told of ${String(invoices)}`]),
  ];
}
