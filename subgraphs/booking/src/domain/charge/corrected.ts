import type { ChargeState } from './chargeState.ts';
import { openCharge } from './chargeState.ts';
import type { Draft } from './reading.ts';

interface Charged {
  state: ChargeState;
  line: { quantity: number };
  amountMinor: number;
}

/** What becomes of a rental's charges for kilometres once its odometer is corrected. */
export interface Corrected<Charge> {
  /** Not paid, and wrong: taken back. */
  withdrawn: Charge[];
  /** Collected, and too much: given back, each whole, as documents know it. */
  givenBack: Charge[];
  /** What is announced in their place, or besides; null: nothing. */
  draft: Draft | null;
}

const sum = (minors: readonly number[]): number => minors.reduce((total, minor) => total + minor, 0);
const kmOf = (charges: readonly Charged[]): number => sum(charges.map(({ line }) => line.quantity));

/**
 * `owed` is what the corrected readings say, null for nothing worth asking for, and `owedMinor` what it comes to. What was collected stays
 * where it is no more than that, as does what staff have waived: only the kilometres beyond are announced.
 */
export function correctedCharges<Charge extends Charged>(
  charges: readonly Charge[],
  owed: Draft | null,
  owedMinor: number,
): Corrected<Charge> {
  const open = charges.filter(({ state }) => openCharge.includes(state));
  const collected = charges.filter(({ state }) => state === 'COLLECTED');
  const isTooMuch = owedMinor < sum(collected.map(({ amountMinor }) => amountMinor));
  const chargedKm = isTooMuch ? 0 : kmOf(charges.filter(({ state }) => state === 'COLLECTED' || state === 'WAIVED'));
  const km = Math.max(0, (owed?.quantity ?? 0) - chargedKm);
  if (!isTooMuch && km === kmOf(open)) return { withdrawn: [], givenBack: [], draft: null };
  return { withdrawn: open, givenBack: isTooMuch ? collected : [], draft: owed && km > 0 ? beyond(owed, chargedKm) : null };
}

function beyond(owed: Draft, chargedKm: number): Draft {
  if (chargedKm === 0 || owed.basis.kind !== 'MILEAGE') return owed;
  const quantity = owed.quantity - chargedKm;
  return { basis: { ...owed.basis, chargedKm }, quantity, listMinor: quantity * owed.basis.perKmMinor };
}
