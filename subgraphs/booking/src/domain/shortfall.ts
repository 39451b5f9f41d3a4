import type { Span } from './period.ts';

/** A stretch in which `missing` more are sold than there are. */
export interface Gap {
  from: Date;
  to: Date | null;
  missing: number;
}

/** Somebody who could make room, by giving up what the ledger holds over `spans`. */
export interface Claim {
  /** UUIDv7: the newest is the greatest. */
  id: string;
  spans: readonly Span[];
  /** Paid for, or promised: it goes last. */
  confirmed: boolean;
}

const end = ({ to }: Span): number => to?.getTime() ?? Infinity;
const meets = (span: Span, gap: Gap): boolean => span.from.getTime() < end(gap) && gap.from.getTime() < end(span);
const fills = (claim: Claim, gap: Gap): boolean => claim.spans.some((span) => meets(span, gap));

/**
 * Who has to go so that the rest fits: what is unpaid before what is confirmed, the newest first, and nobody whose room would not
 * be missed. Gaps are steps of the ledger, so a span meets one wholly or not at all.
 */
export function whoLeaves<Each extends Claim>(gaps: readonly Gap[], claims: readonly Each[]): Each[] {
  const left = gaps.map((gap) => ({ ...gap }));
  const order = claims.toSorted((a, b) => Number(a.confirmed) - Number(b.confirmed) || (a.id < b.id ? 1 : -1));
  const leaving: Each[] = [];
  for (const claim of order) {
    const filled = left.filter((gap) => gap.missing > 0 && fills(claim, gap));
    if (filled.length === 0) continue;
    leaving.push(claim);
    for (const gap of left) if (fills(claim, gap)) gap.missing -= 1;
  }
  // Whoever left early may have been replaced by those who left after them.
  return leaving.reverse().filter((claim) => {
    const filled = left.filter((gap) => fills(claim, gap));
    if (filled.some(({ missing }) => missing >= 0)) return true;
    for (const gap of filled) gap.missing += 1;
    return false;
  });
}
