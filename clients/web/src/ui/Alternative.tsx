import type { OfferPartsFragment } from '@ycyw/core/generated/graphql';
import { OfferCard } from './OfferCard.tsx';
import { PriceLines } from './PriceLines.tsx';

type Props = { offer: OfferPartsFragment; choosing: boolean; onChoose: (offerId: string) => void };

/** What can be had in place of a car that is gone: it comes with the lines of its own price. */
export function Alternative({ offer, choosing, onChoose }: Props) {
  return (
    <OfferCard
      offer={offer}
      choosing={choosing}
      onChoose={onChoose}
      linesOf={(ratePlan) => (ratePlan === offer.ratePlan.code ? <PriceLines price={offer.price} /> : null)}
    />
  );
}
