/**
 * Whole shares of each part in `numerator / denominator` that come to `whole` together: the parts' own, rounded down, and the units that
 * are missing go to the largest remainders. Exact for any safe integers; `whole` must be within one unit of the parts' exact share.
 */
export function apportion(parts: readonly number[], numerator: number, denominator: number, whole: number): number[] {
  const [over, under] = [BigInt(numerator), BigInt(denominator)];
  const shares = parts.map((part, index) => {
    const product = BigInt(part) * over;
    // Towards minus infinity, so that no remainder is negative.
    const rest = ((product % under) + under) % under;
    return { index, minor: Number((product - rest) / under), rest };
  });
  let missing = whole - shares.reduce((sum, { minor }) => sum + minor, 0);
  const gains = new Set<number>();
  for (const { index, rest } of shares.toSorted((one, other) => (one.rest === other.rest ? 0 : one.rest > other.rest ? -1 : 1))) {
    if (missing <= 0 || rest === 0n) break;
    gains.add(index);
    missing -= 1;
  }
  return shares.map(({ index, minor }) => minor + (gains.has(index) ? 1 : 0));
}

/** The same where the parts are to come to `whole` and their sum is what they are shares of. */
export const sharesOf = (parts: readonly number[], whole: number): number[] =>
  apportion(
    parts,
    whole,
    parts.reduce((sum, part) => sum + part, 0),
    whole,
  );
