import type { Money } from '@ycyw/core/money';

/** What these charges of one booking come to, in its currency; there must be one at least. */
export const totalOf = (charges: readonly { amount: Money }[]): Money =>
  charges.map(({ amount }) => amount).reduce((sum, { minor }) => ({ ...sum, minor: sum.minor + minor }));
