import fc from 'fast-check';
import { apportion, sharesOf } from '../src/domain/billing/apportion.ts';
import { documentsDue, type Books, type Draft, type Issued, type Tender } from '../src/domain/billing/documents.ts';
import { grossOf, netOf, slotted, taxSums, type PricedLine } from '../src/domain/billing/line.ts';
import { keptLine, shareOf } from '../src/domain/billing/share.ts';
import { roundRatio } from '../src/domain/rounding.ts';

const runs = { numRuns: 300 };

/** A price's line whose list price holds `rates` of tax, e.g. 20: EU; fixed amounts on top: US. */
const lineOf = (kind: string, listMinor: number, rates: readonly number[], fixedMinor: number): PricedLine => {
  const taxes = [
    ...rates.map((rate, index) => ({
      ...{ name: `tax ${String(index)}`, jurisdiction: 'X', rate: (rate / 100).toFixed(2) },
      minor: roundRatio(listMinor * rate, 100, { rule: 'HALF_UP', stepMinor: 1 }),
    })),
    ...(fixedMinor > 0 ? [{ name: 'fee', jurisdiction: 'X', rate: null, minor: fixedMinor }] : []),
  ];
  const taxMinor = taxes.reduce((sum, { minor }) => sum + minor, 0);
  return { kind, quantity: 1, netMinor: listMinor, taxes, grossMinor: listMinor + taxMinor };
};

const price = fc
  .record({
    rental: fc.integer({ min: 100, max: 500_000 }),
    off: fc.integer({ min: 0, max: 90 }),
    extras: fc.array(fc.integer({ min: 0, max: 9999 }), { maxLength: 4 }),
    rates: fc.uniqueArray(fc.integer({ min: 1, max: 27 }), { maxLength: 3 }),
    fixed: fc.integer({ min: 0, max: 500 }),
  })
  .map(({ rental, off, extras, rates, fixed }) => {
    const lines = [
      lineOf('RENTAL', rental, rates, fixed),
      ...(off > 0 ? [lineOf('PROMOTION', -Math.floor((rental * off) / 100), rates, 0)] : []),
      ...extras.map((minor) => lineOf('EXTRA', minor, rates.slice(0, 1), 0)),
    ];
    return { lines, totalMinor: grossOf(lines) };
  });

test('shares of lines come to the share of the whole, to the minor unit, and all of it is all of it', () => {
  fc.assert(
    fc.property(price, fc.double({ min: 0.001, max: 1, noNaN: true }), ({ lines, totalMinor }, part) => {
      const all = slotted(lines);
      const grossMinor = Math.max(1, Math.floor(totalMinor * part));
      const share = shareOf(all, grossMinor);
      expect(grossOf(share)).toBe(grossMinor);
      expect(netOf(share) + taxSums(share).reduce((sum, { minor }) => sum + minor, 0)).toBe(grossMinor);
      for (const line of share) expect(line.netMinor + line.taxes.reduce((sum, { minor }) => sum + minor, 0)).toBe(line.grossMinor);
      for (const tax of taxSums(all)) {
        const exact = (tax.minor * grossMinor) / totalMinor;
        const shared = taxSums(share).find(({ name }) => name === tax.name)?.minor ?? 0;
        expect(Math.abs(shared - exact)).toBeLessThan(1);
      }
      expect(shareOf(all, totalMinor).map(({ netMinor, taxes }) => [netMinor, taxes])).toEqual(
        all
          .filter(({ netMinor, taxes }) => netMinor !== 0 || taxes.some(({ minor }) => minor !== 0))
          .map(({ netMinor, taxes }) => [netMinor, taxes]),
      );
    }),
    runs,
  );
});

test('rounding each part by itself does not come to the whole: the control', () => {
  const parts = [333, 333, 333, 1];
  const naive = parts.map((part) => Math.round((part * 500) / 1000));
  expect(naive.reduce((sum, part) => sum + part, 0)).not.toBe(500);
  expect(sharesOf(parts, 500).reduce((sum, part) => sum + part, 0)).toBe(500);
  expect(apportion([9_007_199_254_740_991], 1, 3, 3_002_399_751_580_330)).toEqual([3_002_399_751_580_330]);
});

test('what is kept of a price bears its taxes in its proportions, or none where the rule says so', () => {
  const lines = slotted([lineOf('RENTAL', 10_000, [20], 0), lineOf('EXTRA', 2500, [20], 0)]);
  expect(keptLine(lines, 11_250, true, 0)).toMatchObject({
    kind: 'CANCELLATION',
    netMinor: 9375,
    taxes: [{ minor: 1875 }],
    grossMinor: 11_250,
  });
  expect(keptLine(lines, 11_250, false, 0)).toMatchObject({ netMinor: 11_250, taxes: [], grossMinor: 11_250 });
});

type Act =
  | { do: 'refund'; of: number; share: number }
  | { do: 'refundCharge'; of: number }
  | { do: 'refundFails' }
  | { do: 'charge'; minor: number }
  | { do: 'dispute'; of: number }
  | { do: 'win' }
  | { do: 'look' };
const share = fc.double({ min: 0, max: 1, noNaN: true });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('refund' as const), of: fc.nat(5), share }),
  fc.record({ do: fc.constant('refundCharge' as const), of: fc.nat(5) }),
  fc.record({ do: fc.constant('refundFails' as const) }),
  fc.record({ do: fc.constant('charge' as const), minor: fc.integer({ min: 1, max: 50_000 }) }),
  fc.record({ do: fc.constant('dispute' as const), of: fc.nat(5) }),
  fc.record({ do: fc.constant('win' as const) }),
  fc.record({ do: fc.constant('look' as const) }),
);

const story = fc.record({
  price,
  end: fc.constantFrom('RETURNED' as const, 'CANCELLED' as const, 'NO_SHOW' as const),
  taxed: fc.boolean(),
  /** What of the price was paid by cashback, at the desk, and what more than it was kept by an earlier amendment. */
  cashback: share,
  desk: share,
  keptBefore: fc.integer({ min: 0, max: 20_000 }),
  before: fc.array(act, { maxLength: 3 }),
  after: fc.array(act, { maxLength: 12 }),
});

/** A booking's money, moved by acts, and the documents that are issued of it. */
function ledgerOf({ lines, totalMinor }: { lines: PricedLine[]; totalMinor: number }, state: Books['state'], taxed: boolean) {
  const tenders: Tender[] = [];
  const charges = new Map<string, PricedLine[]>();
  const issued: Issued[] = [];
  const chargesBack = new Set<string>();
  const refunds: { tender: string; minor: number; charge?: string }[] = [];
  const numbers = { next: 0 };
  const move = (index: number, change: (tender: Tender) => Tender): void => {
    const tender = tenders[index];
    if (tender) tenders[index] = change(tender);
  };
  const pay = (kind: string, capturedMinor: number): string => {
    const id = `payment ${String(tenders.length)}`;
    const method = kind === 'CASHBACK' ? 'CASHBACK' : kind === 'DESK' ? 'CASH' : 'CARD';
    if (capturedMinor > 0)
      tenders.push({ id, kind, method, state: 'CAPTURED', capturedMinor, refundedMinor: 0, owedMinor: 0, at: new Date(0) });
    return id;
  };
  const look = (): Draft[] => {
    const { drafts, failed } = documentsDue(
      { state, price: { lines, totalMinor }, tenders, charges, chargesBack, issued },
      taxed,
      () => `document ${String((numbers.next += 1))}`,
    );
    for (const { id, kind, paymentId, refersTo, lines: own } of drafts) {
      issued.push({ id, kind, paymentId, refersTo, lines: own, number: id, issuedOn: '2026-01-01' });
    }
    if (failed.length > 0) throw failed[0];
    return drafts;
  };
  const apply = (what: Act): void => {
    if (what.do === 'look') look();
    if (what.do === 'refund') {
      const index = tenders.length === 0 ? 0 : what.of % tenders.length;
      const tender = tenders[index];
      if (!tender || tender.state === 'DISPUTED') return;
      const minor = Math.floor((tender.capturedMinor - tender.refundedMinor) * what.share);
      refunds.push({ tender: tender.id, minor });
      move(index, (before) => ({ ...before, refundedMinor: before.refundedMinor + minor }));
    }
    if (what.do === 'refundFails') {
      const failed = refunds.pop();
      chargesBack.delete(failed?.charge ?? '');
      move(
        tenders.findIndex(({ id }) => id === failed?.tender),
        (before) => ({ ...before, refundedMinor: before.refundedMinor - (failed?.minor ?? 0) }),
      );
    }
    if (what.do === 'charge') {
      const lines = [lineOf('FUEL', what.minor, [20], 0), lineOf('DAMAGE', what.minor * 3, [], 0)];
      charges.set(
        pay('CHARGE', grossOf(lines)),
        lines.map((line, index) => ({ ...line, chargeId: `charge ${String(tenders.length)} ${String(index)}` })),
      );
    }
    if (what.do === 'refundCharge') {
      const all = [...charges].flatMap(([tender, lines]) => lines.map((line) => ({ tender, ...line })));
      const { tender = '', chargeId = '', grossMinor: minor = 0 } = all[what.of % all.length] ?? {};
      const index = tenders.findIndex(({ id }) => id === tender);
      const paid = tenders[index];
      if (!paid || paid.state === 'DISPUTED' || chargesBack.has(chargeId) || paid.capturedMinor - paid.refundedMinor < minor) return;
      refunds.push({ tender, minor, charge: chargeId });
      chargesBack.add(chargeId);
      move(index, (before) => ({ ...before, refundedMinor: before.refundedMinor + minor }));
    }
    if (what.do === 'dispute' && tenders.length > 0) move(what.of % tenders.length, (before) => ({ ...before, state: 'DISPUTED' }));
    if (what.do === 'win') {
      for (const [index] of tenders.entries()) move(index, (before) => ({ ...before, state: 'CAPTURED' }));
    }
  };
  return { tenders, charges, chargesBack, issued, pay, look, apply };
}

const documented = (issued: readonly Issued[], of: (lines: Issued['lines']) => number): number =>
  issued.reduce((sum, { kind, lines }) => sum + (kind === 'INVOICE' ? 1 : -1) * of(lines), 0);

test('once all is settled, invoices less credit notes are what is kept, and their taxes what is left of the invoices', () => {
  fc.assert(
    fc.property(story, ({ price: of, end, taxed, cashback, desk, keptBefore, before, after }) => {
      const { tenders, issued, pay, look, apply } = ledgerOf(of, end, taxed);
      const byCashback = Math.floor(of.totalMinor * cashback);
      const byDesk = Math.floor((of.totalMinor - byCashback) * desk);
      pay('CASHBACK', byCashback);
      pay('DESK', byDesk);
      pay('RENTAL', of.totalMinor - byCashback - byDesk + keptBefore);
      for (const each of before) apply(each);
      look();
      for (const each of after) apply(each);
      apply({ do: 'win' });
      look();

      const kept = tenders.reduce((sum, { capturedMinor, refundedMinor }) => sum + capturedMinor - refundedMinor, 0);
      expect(documented(issued, grossOf)).toBe(kept);
      expect(documented(issued, netOf) + documented(issued, (lines) => grossOf(lines) - netOf(lines))).toBe(kept);
      // Nothing is left to say, and no tax is taken back that was never charged.
      expect(look()).toEqual([]);
      for (const key of new Set(issued.flatMap(({ lines }) => taxSums(lines).map(({ name }) => name)))) {
        const sumOf = (lines: Issued['lines']) => taxSums(lines).find(({ name }) => name === key)?.minor ?? 0;
        expect(documented(issued, sumOf)).toBeGreaterThanOrEqual(0);
      }
      for (const { lines, kind } of issued) {
        expect(grossOf(lines)).toBeGreaterThan(0);
        for (const { netMinor, taxes, grossMinor } of lines)
          expect(netMinor + taxes.reduce((sum, { minor }) => sum + minor, 0)).toBe(grossMinor);
        expect(['INVOICE', 'CREDIT_NOTE']).toContain(kind);
      }
      if (kept === 0)
        for (const key of ['net', 'tax'])
          expect(documented(issued, key === 'net' ? netOf : (lines) => grossOf(lines) - netOf(lines))).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test('a rental that cost nothing has no document, nor has one that may still change', () => {
  const free = ledgerOf({ lines: [], totalMinor: 0 }, 'RETURNED', true);
  expect(free.look()).toEqual([]);
  const running = ledgerOf({ lines: [lineOf('RENTAL', 100, [20], 0)], totalMinor: 120 }, 'IN_PROGRESS', true);
  running.pay('RENTAL', 120);
  expect(running.look()).toEqual([]);
});

test('what an amendment kept beyond the new price is a line of its own; what nobody has paid yet is invoiced all the same', () => {
  const of = { lines: [lineOf('RENTAL', 8000, [20], 0)], totalMinor: 9600 };
  const amended = ledgerOf(of, 'RETURNED', true);
  amended.pay('RENTAL', 10_000);
  expect(amended.look()[0]?.lines.map(({ kind, grossMinor }) => [kind, grossMinor])).toEqual([
    ['RENTAL', 9600],
    ['CANCELLATION', 400],
  ]);
  const unpaid = ledgerOf(of, 'RETURNED', true);
  unpaid.pay('RENTAL', 5000);
  expect(grossOf(unpaid.look()[0]?.lines ?? [])).toBe(9600);
  expect(unpaid.look()).toEqual([]);
});

test('a payment of charges whose lines are not known is left for later, not made up; the rental is issued all the same', () => {
  const of = { lines: [lineOf('RENTAL', 8000, [20], 0)], totalMinor: 9600 };
  const { pay, look, issued, tenders } = ledgerOf(of, 'RETURNED', true);
  pay('RENTAL', 9600);
  pay('CHARGE', 500);
  expect(look).toThrow('has no charges');
  expect(issued.map(({ paymentId }) => paymentId)).toEqual([null]);
  // It has gone back: there was nothing to invoice.
  tenders[1] = {
    id: 'payment 1',
    kind: 'CHARGE',
    method: 'CARD',
    state: 'REFUNDED',
    capturedMinor: 500,
    refundedMinor: 500,
    owedMinor: 0,
    at: new Date(0),
  };
  expect(look()).toEqual([]);
});

test('a charge that is given back is credited as its own line, and stands again where its money did not go back', () => {
  const { charges, chargesBack, tenders, pay, look } = ledgerOf({ lines: [], totalMinor: 0 }, 'RETURNED', true);
  const [fuel, damage] = [lineOf('FUEL', 3125, [20], 0), lineOf('DAMAGE', 22_000, [], 0)];
  charges.set(pay('CHARGE', 25_750), [
    { ...fuel, chargeId: 'fuel' },
    { ...damage, chargeId: 'damage' },
  ]);
  const [paid] = tenders;
  if (!paid) throw new Error('nothing paid');
  const now = (refundedMinor: number, ...back: string[]) => {
    tenders[0] = { ...paid, refundedMinor };
    chargesBack.clear();
    for (const id of back) chargesBack.add(id);
    return look().map(({ kind, lines }) => [kind, ...lines.map((line) => [line.kind, line.netMinor, line.grossMinor])]);
  };
  expect(now(0)).toHaveLength(1);
  expect(now(22_000, 'damage')).toEqual([['CREDIT_NOTE', ['DAMAGE', 22_000, 22_000]]]);
  expect(now(25_750, 'damage', 'fuel')).toEqual([['CREDIT_NOTE', ['FUEL', 3125, 3750]]]);
  expect(now(3750, 'fuel')).toEqual([['INVOICE', ['DAMAGE', 22_000, 22_000]]]);
  // A part that is nobody's charge is of what is left.
  expect(now(4750, 'fuel')).toEqual([['CREDIT_NOTE', ['DAMAGE', 1000, 1000]]]);
});
