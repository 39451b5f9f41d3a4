import { CreateQuoteDocument, type ExtraInput, type QuotePartsFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useMutation } from 'urql';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';

/** The same offer with other extras, as a quote of its own. */
export function useRequote(quote: QuotePartsFragment, onQuote: (quote: QuotePartsFragment) => void) {
  const [{ fetching, error }, createQuote] = useMutation(CreateQuoteDocument);
  const keyFor = useIdempotencyKey();
  const [asked, setAsked] = useState<ExtraInput[] | null>(null);
  const change = (extras: ExtraInput[]) => {
    const input = { offerId: quote.offer.id, extras };
    const run = async () => {
      setAsked(extras);
      const { data } = await createQuote({ input: { ...input, idempotencyKey: keyFor([quote.id, input]) } });
      if (data?.createQuote.__typename === 'QuoteCreated') onQuote(data.createQuote.quote);
      setAsked(null);
    };
    void run();
  };
  return { change, busy: fetching, error, asked };
}
