import { CreateQuoteDocument, type ExtraInput, type QuotePartsFragment } from '@ycyw/core/generated/graphql';
import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';

/** The same offer with other extras, as a quote of its own. What is changed while one is priced is priced next, the latest alone. */
export function useRequote(quote: QuotePartsFragment, onQuote: (quote: QuotePartsFragment) => void) {
  const [{ error }, createQuote] = useMutation(CreateQuoteDocument);
  const keyFor = useIdempotencyKey();
  const [asked, setAsked] = useState<ExtraInput[] | null>(null);
  const wanted = useRef<ExtraInput[] | null>(null);
  const pricing = useRef(false);
  const take = () => {
    const extras = wanted.current;
    wanted.current = null;
    return extras;
  };
  const price = async () => {
    pricing.current = true;
    for (let extras = take(); extras;) {
      const input = { offerId: quote.offer.id, extras };
      const { data } = await createQuote({ input: { ...input, idempotencyKey: keyFor([quote.id, input]) } });
      extras = take();
      if (!extras && data?.createQuote.__typename === 'QuoteCreated') onQuote(data.createQuote.quote);
    }
    pricing.current = false;
    setAsked(null);
  };
  const change = (extras: ExtraInput[]) => {
    wanted.current = extras;
    setAsked(extras);
    if (!pricing.current) void price();
  };
  return { change, busy: asked !== null, error, asked };
}
