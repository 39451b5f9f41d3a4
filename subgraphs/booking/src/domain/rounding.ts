/** A jurisdiction's rule: to whole steps of `stepMinor` minor units. Halves, UP and DOWN are away from and towards zero. */
export interface Rounding {
  rule: 'HALF_UP' | 'HALF_EVEN' | 'UP' | 'DOWN';
  stepMinor: number;
}

/** `numerator / denominator` by the rule; exact for whole numbers whose doubles are safe integers. */
export function roundRatio(numerator: number, denominator: number, { rule, stepMinor }: Rounding): number {
  const unit = denominator * stepMinor;
  const size = Math.abs(numerator);
  const whole = Math.floor(size / unit);
  const rest = size - whole * unit;
  const up =
    rule === 'UP' ? rest > 0 : rule === 'DOWN' ? false : rest * 2 > unit || (rest * 2 === unit && (rule === 'HALF_UP' || whole % 2 === 1));
  return (whole + (up ? 1 : 0)) * stepMinor * (numerator < 0 ? -1 : 1) || 0;
}

/** A product of factors by the rule; the millionth part of a minor unit is noise. */
export const round = (value: number, rounding: Rounding): number => roundRatio(Math.round(value * 1e6), 1e6, rounding);

/** Millionths in a decimal string such as "0.0725", exactly. */
export const millionths = (rate: string): number => Math.round(Number(rate) * 1e6);
