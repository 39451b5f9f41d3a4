import { CreateQuoteDocument, type OfferPartsFragment } from '@ycyw/core/generated/graphql';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import type { OfferChoice } from '../ui/offerChoice.ts';

/** Turns an offer into a quote and goes to its checkout. */
export function useOfferChoice(): OfferChoice {
  const client = useClient();
  const navigate = useNavigate();
  const [choosing, setChoosing] = useState<string | null>(null);
  const [problem, setProblem] = useState<CombinedError | null>(null);
  const [soldOut, setSoldOut] = useState<readonly OfferPartsFragment[] | null>(null);
  const choose = useCallback(
    (offerId: string) => {
      const run = async () => {
        setChoosing(offerId);
        setProblem(null);
        setSoldOut(null);
        const { data, error } = await client.mutation(CreateQuoteDocument, { input: { offerId, idempotencyKey: crypto.randomUUID() } });
        setChoosing(null);
        if (error) setProblem(error);
        else if (data?.createQuote.__typename === 'QuoteCreated') {
          await navigate({ to: '/checkout/$quoteId', params: { quoteId: data.createQuote.quote.id } });
        } else setSoldOut(data?.createQuote.alternatives ?? []);
      };
      void run();
    },
    [client, navigate],
  );
  return useMemo(() => ({ choose, choosing, problem, soldOut }), [choose, choosing, problem, soldOut]);
}
