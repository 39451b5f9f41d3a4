/** Which of the supergraph's override labels hold for one request: their names, sorted and joined; plans depend on it. */
export type ActiveLabels = string;

/** Spreads evenly: FNV-1a with a last mix, as a fraction of one. */
function fraction(seed: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * `percent(n)` holds for n of a hundred seeds; any other label where `on` names it. One seed (a trace, a caller) decides all
 * percentages alike, so that whoever has the 5 % has the 10 % too, and there are no more plans than labels.
 */
export function createOverrides(labels: readonly string[], on: readonly string[]): (seed: string) => ActiveLabels {
  if (labels.length === 0) return () => '';
  const always = labels.filter((label) => on.includes(label));
  const shares = labels.flatMap((label) => {
    const share = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label)?.[1];
    return share === undefined ? [] : [{ label, share: Number(share) / 100 }];
  });
  return (seed) => {
    const at = fraction(seed);
    return [...always, ...shares.filter(({ share }) => at < share).map(({ label }) => label)].sort().join('\n');
  };
}
