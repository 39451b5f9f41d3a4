type Payment = { kind: string; state: string; createdAt: string };

const unfinished = ['REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED'];

/** The deposit that only its renter can bring further: the latest, where the bank has not granted it. */
export function depositToMend<Shown extends Payment>(payments: readonly Shown[]): Shown | null {
  const deposits = payments.filter(({ kind }) => kind === 'DEPOSIT');
  const latest = deposits.reduce<Shown | null>((one, other) => (one && one.createdAt > other.createdAt ? one : other), null);
  return latest && unfinished.includes(latest.state) ? latest : null;
}

/** On a confirmed booking: the difference of a change that waits for its payment. */
export function differenceToPay<Shown extends Payment>(payments: readonly Shown[]): Shown | null {
  return payments.find(({ kind, state }) => kind === 'RENTAL' && (state === 'REQUIRES_PAYMENT' || state === 'REQUIRES_ACTION')) ?? null;
}
