import { CreateQuoteDocument, type ExtraInput, type QuotePartsFragment } from '@ycyw/core/generated/graphql';
import { readRefusal, type Refused } from '@ycyw/core/refusal';
import { useRef, useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import type { Point } from '@ycyw/core/distance';
import { keptPlaces } from './delivery/placesDraft.ts';
import { keptPromo } from './keptPromo.ts';

/** What a quote is asked for. */
export type Wish = {
  offerId: string;
  extras: ExtraInput[];
  promoCode: string | null;
  delivery: Point | null;
  collection: Point | null;
  useCashback: boolean;
};

type Requote = {
  /** Of the quote shown, or asked a moment ago and not priced yet. */
  wish: Wish;
  /** The promotion in the price shown. */
  promoCode: string | null;
  busy: boolean;
  error: CombinedError | undefined;
  /** The code that was refused, with the server's words. */
  promoRefused: { code: string; refused: Refused } | null;
  /** Why the car is not brought there, in the server's words. */
  placesRefused: Refused | null;
  soldOut: boolean;
  change: (change: Partial<Wish>) => void;
};

const wishOf = (quote: QuotePartsFragment): Wish => ({
  offerId: quote.offer.id,
  extras: quote.extras.map(({ extra, quantity }) => ({ code: extra.code, quantity })),
  promoCode: quote.price.lines.some(({ kind }) => kind === 'PROMOTION') ? keptPromo.read() : null,
  delivery: quote.deliveries.includes('DELIVERY') ? keptPlaces.read().point : null,
  collection: quote.deliveries.includes('COLLECTION') ? keptPlaces.read().point : null,
  useCashback: quote.price.cashback !== null,
});

/** The same journey otherwise (extras, plan, promotion), as a quote of its own. What is changed while one is priced is priced next, the latest alone. */
export function useRequote(quote: QuotePartsFragment, onQuote: (quote: QuotePartsFragment) => void): Requote {
  const [, createQuote] = useMutation(CreateQuoteDocument);
  const keyFor = useIdempotencyKey();
  const [asked, setAsked] = useState<Wish | null>(null);
  const [error, setError] = useState<CombinedError>();
  const [promoRefused, setPromoRefused] = useState<Requote['promoRefused']>(null);
  const [placesRefused, setPlacesRefused] = useState<Requote['placesRefused']>(null);
  const [soldOut, setSoldOut] = useState(false);
  const wanted = useRef<Wish | null>(null);
  const pricing = useRef(false);
  const wish = asked ?? wishOf(quote);
  const take = () => {
    const next = wanted.current;
    wanted.current = null;
    return next;
  };
  const refuse = (failure: CombinedError, { promoCode }: Wish) => {
    const refused = readRefusal(failure);
    if (refused.code === 'PROMO_NOT_APPLICABLE' && promoCode) setPromoRefused({ code: promoCode, refused });
    else if (/^(delivery|collection)\b/.test(refused.reason ?? '')) setPlacesRefused(refused);
    else setError(failure);
  };
  const price = async () => {
    pricing.current = true;
    for (let next = take(); next;) {
      const current = next;
      const { data, error: failure } = await createQuote({ input: { ...current, idempotencyKey: keyFor([quote.id, current]) } });
      next = take();
      if (next) continue;
      if (failure) refuse(failure, current);
      else if (data?.createQuote.__typename === 'QuoteCreated') {
        keptPromo.write(current.promoCode);
        onQuote(data.createQuote.quote);
      } else setSoldOut(true);
    }
    pricing.current = false;
    setAsked(null);
  };
  const change = (changed: Partial<Wish>) => {
    const next = { ...wish, ...changed };
    wanted.current = next;
    setAsked(next);
    setError(undefined);
    setPromoRefused(null);
    setPlacesRefused(null);
    setSoldOut(false);
    if (!pricing.current) void price();
  };
  return { wish, promoCode: wishOf(quote).promoCode, busy: asked !== null, error, promoRefused, placesRefused, soldOut, change };
}
