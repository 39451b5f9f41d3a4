import {
  BookQuoteDocument,
  type BookQuoteInput,
  type BookQuoteMutation,
  type DriverInput,
  type QuotePartsFragment,
} from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useMutation } from 'urql';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { keptPlaces } from './delivery/placesDraft.ts';
import { keptDraft } from './driverDraft.ts';

export type BookResult = BookQuoteMutation['bookQuote'];
export type Booked = Extract<BookResult, { __typename: 'BookQuoteSuccess' }>;
/** Why there is no booking yet. */
export type Refusal = Exclude<BookResult, Booked>;

type Options = { quote: QuotePartsFragment; onQuote: (quote: QuotePartsFragment) => void; onBooked: (booked: Booked) => void };

/** Books the quote; a quote that came instead is shown at once, and booked only when asked again. */
export function useBooking({ quote, onQuote, onBooked }: Options) {
  const [{ fetching, error }, bookQuote] = useMutation(BookQuoteDocument);
  const [outcome, setOutcome] = useState<Refusal | null>(null);
  const keyFor = useIdempotencyKey();
  const book = (driver: DriverInput, places: Pick<BookQuoteInput, 'delivery' | 'collection'>) => {
    const input = { quoteId: quote.id, driver, ...places };
    const run = async () => {
      setOutcome(null);
      const { data } = await bookQuote({ input: { ...input, idempotencyKey: keyFor(input) } });
      const result = data?.bookQuote;
      if (!result) return;
      if (result.__typename === 'BookQuoteSuccess') {
        keptDraft.forget();
        keptPlaces.forget();
        onBooked(result);
        return;
      }
      setOutcome(result);
      if ((result.__typename === 'QuoteChanged' || result.__typename === 'QuoteExpired') && result.quote) onQuote(result.quote);
    };
    void run();
  };
  return { book, busy: fetching, error, outcome };
}
