import { createHash } from 'node:crypto';

/** Sixteen bytes that follow from `words` alone. */
export const bytesOf = (...words: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(words.join('\n')).digest().subarray(0, 16);

/** A number from 0 up to 1 that follows from `words` alone: the seed is the same on every machine. */
export const draw = (...words: readonly (string | number)[]): number => bytesOf(...words).readUInt32BE() / 2 ** 32;

export const drawBetween = (least: number, most: number, ...words: readonly (string | number)[]): number =>
  least + Math.floor(draw(...words) * (most - least + 1));

/** The item on which a weighted wheel stops. */
export function drawWeighted<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  ...words: readonly (string | number)[]
): Item | undefined {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  let rest = draw(...words) * total;
  return items.find((item) => (rest -= weightOf(item)) < 0) ?? items.at(-1);
}
