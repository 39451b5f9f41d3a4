import type { Basis } from '../charge/reading.ts';
import { roundRatio, type Rounding } from '../rounding.ts';
import type { PricedLine } from './line.ts';

/** A charge as it was collected. */
export interface Charged {
  id: string;
  line: PricedLine & { rounding: Rounding };
  announcedMinor: number;
  basis: Basis;
}

/**
 * A charge's lines as documents show them: what is passed on bears no tax, so that the taxed fee for handling it is a line of its own. A charge
 * that was reduced is less of both, in proportion.
 */
export function chargedLines({ id: chargeId, line, announcedMinor, basis }: Charged): PricedLine[] {
  const whole = { ...line, chargeId };
  if (basis.kind !== 'FINE' && basis.kind !== 'TOLL') return [whole];
  const feeMinor = roundRatio(basis.feeMinor * line.grossMinor, announcedMinor, { ...line.rounding, stepMinor: 1 });
  const passedOnMinor = line.grossMinor - feeMinor;
  const taxMinor = line.grossMinor - line.netMinor;
  const lines = [
    { ...whole, netMinor: passedOnMinor, taxes: [], grossMinor: passedOnMinor },
    { ...whole, kind: 'HANDLING', netMinor: feeMinor - taxMinor, grossMinor: feeMinor },
  ];
  return lines.filter(({ grossMinor }) => grossMinor !== 0);
}
