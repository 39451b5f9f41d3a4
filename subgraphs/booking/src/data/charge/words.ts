import type { Vault } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import type { Charge } from './charge.ts';

export const about = { details: 'charge.details', answer: 'charge.answer', reason: 'charge_dispute.reason' } as const;

/** What people wrote of a charge: an offence's reference is about a person as any words are. */
export interface Details {
  reason: string | null;
  reference: string | null;
  /** Calendar date of the offence. */
  occurredOn: string | null;
}

export interface Sealed {
  owner: string;
  sealed: Buffer;
}

interface Renter {
  id: string;
  customerId: string | null;
  region: string;
}

/** Seals words with the customer's key; where no customer booked, with the booking's own. Not inside a transaction. */
export async function sealWords(
  { vault }: { vault: Vault },
  { id, customerId, region }: Renter,
  words: string,
  column: string,
): Promise<Sealed> {
  const owner = customerId ?? id;
  const key = await vault.keyOf(owner, region as Region);
  return { owner, sealed: key.seal(words, column) };
}

export interface ChargeWords {
  details: Details | null;
  answer: string | null;
  disputeReason: string | null;
}

/** The words of these charges by their ids; those of who was erased are null. */
export async function wordsOf({ vault }: { vault: Vault }, charges: readonly Charge[]): Promise<Map<string, ChargeWords>> {
  const keys = await vault.keysOf([...new Set(charges.flatMap(({ owner }) => owner ?? []))]);
  return new Map(
    charges.map(({ id, owner, details, answer, dispute }) => {
      const key = owner === null ? undefined : keys.get(owner);
      const open = (sealed: Buffer | null | undefined, column: string): string | null => (key && sealed ? key.open(sealed, column) : null);
      const read = open(details, about.details);
      return [
        id,
        {
          details: read === null ? null : (JSON.parse(read) as Details),
          answer: open(answer, about.answer),
          disputeReason: open(dispute?.reason, about.reason),
        },
      ];
    }),
  );
}
