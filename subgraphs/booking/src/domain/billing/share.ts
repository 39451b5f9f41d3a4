import type { TaxedAmount } from '../tax.ts';
import { apportion } from './apportion.ts';
import { grossOf, netOf, taxKey, taxSums, type DocumentLine } from './line.ts';

/** What the lines of an invoice come to once those of its credit notes, with sign -1, and of what undid them, with +1, are reckoned in. */
export function outstanding(
  invoice: readonly DocumentLine[],
  later: readonly { sign: 1 | -1; lines: readonly DocumentLine[] }[],
): DocumentLine[] {
  const left = new Map(invoice.map((line) => [line.slot, line]));
  for (const { sign, lines } of later) {
    for (const line of lines) {
      const before = left.get(line.slot);
      if (before) left.set(line.slot, plus(before, line, sign));
      else if (sign === 1) left.set(line.slot, line);
    }
  }
  return [...left.values()];
}

function plus(line: DocumentLine, other: DocumentLine, sign: 1 | -1): DocumentLine {
  const moved = new Map(other.taxes.map((tax) => [taxKey(tax), tax.minor]));
  return {
    ...line,
    netMinor: line.netMinor + sign * other.netMinor,
    taxes: line.taxes.map((tax) => ({ ...tax, minor: tax.minor + sign * (moved.get(taxKey(tax)) ?? 0) })),
    grossMinor: line.grossMinor + sign * other.grossMinor,
  };
}

/**
 * `grossMinor` of the lines, pro rata to the minor unit: first the net and each tax of all of them together, then each of these over the
 * lines, so that a share of all of it is all of it and no tax is more than a unit off its exact share. Lines of nothing are left out.
 */
export function shareOf<Line extends TaxedAmount>(lines: readonly Line[], grossMinor: number): Line[] {
  const whole = grossOf(lines);
  const taxes = taxSums(lines);
  const [netMinor = 0, ...taxMinors] = apportion([netOf(lines), ...taxes.map(({ minor }) => minor)], grossMinor, whole, grossMinor);
  const nets = apportion(
    lines.map((line) => line.netMinor),
    grossMinor,
    whole,
    netMinor,
  );
  const parts = new Map(
    taxes.map((tax, index) => {
      const key = taxKey(tax);
      const minors = lines.map((line) => line.taxes.find((each) => taxKey(each) === key)?.minor ?? 0);
      return [key, apportion(minors, grossMinor, whole, taxMinors[index] ?? 0)];
    }),
  );
  return lines.flatMap((line, index) => {
    const shared = line.taxes.map((tax) => ({ ...tax, minor: parts.get(taxKey(tax))?.[index] ?? 0 }));
    const net = nets[index] ?? 0;
    const gross = net + shared.reduce((sum, { minor }) => sum + minor, 0);
    return net === 0 && shared.every(({ minor }) => minor === 0) ? [] : [{ ...line, netMinor: net, taxes: shared, grossMinor: gross }];
  });
}

/** `grossMinor` of the lines: of those that `goFirst`, all of them where it comes to as much, then of the others pro rata. */
export function shareInOrder(lines: readonly DocumentLine[], grossMinor: number, goFirst: (line: DocumentLine) => boolean): DocumentLine[] {
  const [first, others] = [lines.filter(goFirst), lines.filter((line) => !goFirst(line))];
  const firstMinor = Math.min(grossMinor, grossOf(first));
  return [
    ...(firstMinor > 0 ? shareOf(first, firstMinor) : []),
    ...(grossMinor > firstMinor ? shareOf(others, grossMinor - firstMinor) : []),
  ];
}

/** What is kept of a price that was given up, as one line: its taxes in the price's own proportions, or none. */
export function keptLine(price: readonly DocumentLine[], grossMinor: number, taxed: boolean, slot: number): DocumentLine {
  const line = { slot, kind: 'CANCELLATION', quantity: 1, grossMinor } as const;
  const whole = grossOf(price);
  const due = taxed && whole > 0 ? taxSums(price).filter(({ rate }) => rate !== null) : [];
  // A fixed amount is due on a car that leaves: none did. What it would have been is part of what the others are reckoned on.
  const netMinor = due.length > 0 ? netOf(price) : 0;
  const base = netMinor + due.reduce((sum, { minor }) => sum + minor, 0);
  if (base === 0) return { ...line, netMinor: grossMinor, taxes: [] };
  const [net = 0, ...minors] = apportion([netMinor, ...due.map(({ minor }) => minor)], grossMinor, base, grossMinor);
  return {
    ...line,
    netMinor: net,
    taxes: due.map(({ name, jurisdiction, rate }, index) => ({ name, jurisdiction, rate, minor: minors[index] ?? 0 })),
  };
}
