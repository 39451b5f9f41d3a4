import type { Formats } from '../formats.ts';
import type { Telling } from '../kind.ts';

const labels = {
  amount: { fr: 'Montant', en: 'Amount' },
  deposit: { fr: 'Caution', en: 'Deposit' },
  refund: { fr: 'Remboursement', en: 'Refund' },
};

/** One amount as the value of that name, and as the line of an e-mail. */
export function amountOf(
  name: keyof typeof labels,
  minor: number,
  currency: string,
  { language, amount }: Formats,
): Required<Pick<Telling, 'values' | 'lines'>> {
  const value = amount(minor, currency);
  return { values: { [name]: value }, lines: [[labels[name][language], value]] };
}
