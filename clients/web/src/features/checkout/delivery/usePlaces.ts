import { distanceKm } from '@ycyw/core/distance';
import type { QuotePartsFragment } from '@ycyw/core/generated/graphql';
import { useRef, useState } from 'react';
import type { useRequote } from '../useRequote.ts';
import { bandAt, keptPlaces, placesProblems, type PlacesDraft } from './placesDraft.ts';

/** Where the car is to be brought: priced again as soon as that changes the price, and only then. */
export function usePlaces(quote: QuotePartsFragment, requote: ReturnType<typeof useRequote>) {
  const [draft, setDraft] = useState<PlacesDraft>(keptPlaces.read);
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLDetailsElement>(null);
  const location = quote.offer.pickUp.agency?.location;
  const costOf = ({ legs, point }: PlacesDraft) => {
    const band = location && point && bandAt(quote.deliveryBands, distanceKm(location, point));
    return band ? `${[...legs].sort().join(' ')} ${String(band.upToKm)}` : '';
  };
  const change = (next: PlacesDraft) => {
    const before = costOf(draft);
    const after = costOf(next);
    setDraft(next);
    keptPlaces.write(next);
    if (before === after) return;
    const point = after === '' ? null : next.point;
    requote.change({
      delivery: next.legs.includes('DELIVERY') ? point : null,
      collection: next.legs.includes('COLLECTION') ? point : null,
    });
  };
  /** Whether all is said that has to be; else what is missing shows, and is gone to. */
  const complete = (): boolean => {
    setTried(true);
    const isPriced = draft.legs.every((leg) => quote.deliveries.includes(leg));
    if (placesProblems(draft).length === 0 && isPriced) return true;
    if (box.current) box.current.open = true;
    requestAnimationFrame(() => {
      const first = box.current?.querySelector<HTMLElement>('[aria-invalid]') ?? box.current?.querySelector<HTMLElement>('summary');
      first?.focus();
    });
    return false;
  };
  return { draft, tried, box, change, complete };
}
