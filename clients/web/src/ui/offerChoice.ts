import type { OfferPartsFragment } from '@ycyw/core/generated/graphql';
import type { CombinedError } from 'urql';

/** An offer being turned into a quote, and how that went when it did not lead on to the checkout. */
export type OfferChoice = {
  choose: (offerId: string) => void;
  choosing: string | null;
  problem: CombinedError | null;
  soldOut: readonly OfferPartsFragment[] | null;
};
