import type { BookingState } from '../bookingState.ts';
import type { PaymentState } from '../paymentState.ts';
import { grossOf, slotted, type DocumentLine, type PricedLine } from './line.ts';
import type { DocumentKind } from './seller.ts';
import { keptLine, outstanding, shareInOrder } from './share.ts';

export type TenderMethod = 'CARD' | 'TERMINAL' | 'CASH' | 'CASHBACK';

/** A payment as documents reckon with it. */
export interface Tender {
  id: string;
  kind: string;
  method: TenderMethod;
  state: PaymentState;
  capturedMinor: number;
  refundedMinor: number;
  owedMinor: number;
  at: Date;
}

/** What a document says was paid, negative where it was given back; `at` is a date, null where there were several. */
export interface ShownTender {
  method: TenderMethod | 'REFUND';
  at: string | null;
  amountMinor: number;
}

/** A document as it was issued, oldest first in lists. */
export interface Issued {
  id: string;
  number: string;
  issuedOn: string;
  kind: DocumentKind;
  paymentId: string | null;
  refersTo: string | null;
  lines: readonly DocumentLine[];
}

export type Reason = 'RENTAL' | 'CANCELLED' | 'NO_SHOW' | 'CHARGE' | 'CREDIT' | 'RESTORED';

/** A document that is to be issued; `refersTo` may be another one of them. */
export interface Draft {
  id: string;
  kind: DocumentKind;
  reason: Reason;
  paymentId: string | null;
  refersTo: string | null;
  lines: readonly DocumentLine[];
  tenders: readonly ShownTender[];
}

/** What the books say of a booking. */
export interface Books {
  state: BookingState;
  price: { totalMinor: number; lines: readonly PricedLine[] };
  tenders: readonly Tender[];
  /** The lines of the charges that a payment of kind CHARGE collected, by its id. */
  charges: ReadonlyMap<string, readonly PricedLine[]>;
  /** The charges that were given back, each whole. */
  chargesBack: ReadonlySet<string>;
  issued: readonly Issued[];
}

const sumOf = (tenders: readonly Tender[], minor: (tender: Tender) => number): number =>
  tenders.reduce((sum, tender) => sum + minor(tender), 0);
const captured = ({ capturedMinor }: Tender): number => capturedMinor;
const kept = ({ capturedMinor, refundedMinor, owedMinor }: Tender): number => capturedMinor - refundedMinor - owedMinor;

/** Documents of what was supplied together: the rental, or the charges of one payment. */
interface Account {
  paymentId: string | null;
  reason: Reason;
  /** What its documents are to come to. */
  targetMinor: number;
  /** The lines of its invoice, where there is none yet. */
  base: () => readonly DocumentLine[];
  /** What of a price that was given up is kept besides, from this slot on. */
  keep: (grossMinor: number, slot: number) => DocumentLine;
  /** Whether what the line is of has been given back, or not; null where nobody says. */
  isBack: (line: DocumentLine) => boolean | null;
  tenders: readonly Tender[];
}

const nobodySays = (): null => null;

function rentalAccount({ state, price, tenders }: Books, taxesKept: boolean): Account | null {
  const own = tenders.filter(({ kind }) => kind !== 'CHARGE' && kind !== 'DEPOSIT');
  const lines = slotted(price.lines);
  const keep = (grossMinor: number, slot: number): DocumentLine => keptLine(lines, grossMinor, taxesKept, slot);
  if (state === 'RETURNED' || state === 'CLOSED') {
    // The supply took place: what a bank has taken back, or nobody has paid yet, is owed for it all the same.
    const targetMinor = sumOf(own, kept) + Math.max(0, price.totalMinor - sumOf(own, captured));
    const extra = targetMinor - price.totalMinor;
    const base = (): DocumentLine[] =>
      price.totalMinor === 0 && extra === 0 ? [] : extra > 0 ? [...lines, keep(extra, lines.length)] : lines;
    return { paymentId: null, reason: 'RENTAL', targetMinor, base, keep, isBack: nobodySays, tenders: own };
  }
  if (state !== 'CANCELLED' && state !== 'NO_SHOW') return null;
  // Nothing was supplied: only what is really here, and stays, is kept.
  const targetMinor = sumOf(
    own.filter((tender) => tender.state !== 'DISPUTED'),
    kept,
  );
  return {
    paymentId: null,
    reason: state,
    targetMinor,
    base: () => (targetMinor > 0 ? [keep(targetMinor, 0)] : []),
    keep,
    isBack: nobodySays,
    tenders: own,
  };
}

function chargeAccount(books: Books, tender: Tender): Account {
  const base = (): DocumentLine[] => {
    const lines = books.charges.get(tender.id) ?? [];
    // What came for charges that are no more, and went back, has paid for nothing.
    if (lines.length === 0 && kept(tender) !== 0) throw new Error(`payment ${tender.id} has no charges`);
    return slotted(lines);
  };
  const keep = (grossMinor: number, slot: number): DocumentLine => keptLine([], grossMinor, false, slot);
  const isBack = ({ chargeId }: DocumentLine): boolean | null => (chargeId === undefined ? null : books.chargesBack.has(chargeId));
  return { paymentId: tender.id, reason: 'CHARGE', targetMinor: kept(tender), base, keep, isBack, tenders: [tender] };
}

const dateOf = (at: Date): string => at.toISOString().slice(0, 10);

/** What was paid for an invoice, and what of it had gone back before it was written. */
function paidFor(tenders: readonly Tender[], grossMinor: number): ShownTender[] {
  const paid = tenders.filter(({ capturedMinor }) => capturedMinor > 0);
  const back = sumOf(paid, captured) - grossMinor;
  return [
    ...paid.map(({ method, at, capturedMinor }) => ({ method, at: dateOf(at), amountMinor: capturedMinor })),
    ...(back > 0 ? [{ method: 'REFUND' as const, at: null, amountMinor: -back }] : []),
  ];
}

/** The lines as they were first invoiced. */
const firstOfEach = (lines: readonly DocumentLine[]): DocumentLine[] => [
  ...new Map(lines.toReversed().map((line) => [line.slot, line])).values(),
];

/** What of the invoice's lines has been credited and not been undone. */
const creditedOf = (lines: readonly DocumentLine[], left: readonly DocumentLine[]): DocumentLine[] =>
  outstanding(lines, [{ sign: -1, lines: left }]);

function drafts(account: Account, issued: readonly Issued[], newId: () => string): Draft[] {
  const { paymentId, targetMinor, isBack, tenders } = account;
  const own = issued.filter((document) => document.paymentId === paymentId);
  let base = own.find(({ kind, refersTo }) => kind === 'INVOICE' && refersTo === null);
  const made: Draft[] = [];
  if (!base) {
    const lines = account.base();
    const grossMinor = grossOf(lines);
    if (grossMinor <= 0) return [];
    const draft = { id: newId(), kind: 'INVOICE', paymentId, refersTo: null, lines } as const;
    made.push({ ...draft, reason: account.reason, tenders: paidFor(tenders, grossMinor) });
    base = { ...draft, number: '', issuedOn: '' };
  }
  const later = own.filter(({ id }) => id !== base.id);
  const all = outstanding(
    base.lines,
    later.map(({ kind, lines }) => ({ sign: kind === 'INVOICE' ? 1 : -1, lines })),
  );
  const delta = targetMinor - grossOf(all);
  if (delta < 0) {
    const lines = shareInOrder(all, -delta, (line) => isBack(line) === true);
    made.push({
      ...{ id: newId(), kind: 'CREDIT_NOTE', reason: 'CREDIT', paymentId, refersTo: base.id, lines },
      tenders: [{ method: 'REFUND', at: null, amountMinor: delta }],
    });
  } else if (delta > 0) {
    const everything = firstOfEach([base, ...later.filter(({ kind }) => kind === 'INVOICE')].flatMap(({ lines }) => lines));
    const credited = creditedOf(everything, all);
    const restoredMinor = Math.min(delta, Math.max(0, grossOf(credited)));
    const slot = Math.max(...all.map((line) => line.slot)) + 1;
    const lines = [
      ...(restoredMinor > 0 ? shareInOrder(credited, restoredMinor, (line) => isBack(line) === false) : []),
      ...(delta > restoredMinor ? [account.keep(delta - restoredMinor, slot)] : []),
    ];
    const undone = later.findLast(({ kind }) => kind === 'CREDIT_NOTE') ?? base;
    made.push({
      ...{ id: newId(), kind: 'INVOICE', reason: 'RESTORED', paymentId, refersTo: undone.id, lines },
      tenders: [{ method: tenders[0]?.method ?? 'CARD', at: null, amountMinor: delta }],
    });
  }
  return made;
}

/**
 * The documents that a booking lacks for its invoices less its credit notes to be what is kept of its money, deposits apart: none while it
 * may still change. `taxesKept`: what is kept of a price given up is taxed as the rental would have been. `failed`: why the rental or the charges
 * of a payment have none, which keeps the others from nothing.
 */
export function documentsDue(books: Books, taxesKept: boolean, newId: () => string): { drafts: Draft[]; failed: unknown[] } {
  const rental = rentalAccount(books, taxesKept);
  const charges = books.tenders.filter(({ kind, capturedMinor }) => kind === 'CHARGE' && capturedMinor > 0);
  const due: { drafts: Draft[]; failed: unknown[] } = { drafts: [], failed: [] };
  for (const account of [...(rental ? [rental] : []), ...charges.map((tender) => chargeAccount(books, tender))]) {
    try {
      due.drafts.push(...drafts(account, books.issued, newId));
    } catch (error) {
      due.failed.push(error);
    }
  }
  return due;
}
