import {
  AmendBookingDocument,
  type AmendBookingMutation,
  type OfferPartsFragment,
  QuoteAmendmentDocument,
  type QuoteAmendmentMutation,
} from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { type AmendWish, type BookingToAmend, changesOf } from './amendWish.ts';

export type AmendmentQuote = Extract<QuoteAmendmentMutation['quoteAmendment'], { __typename: 'AmendmentQuote' }>;
export type Amended = Extract<AmendBookingMutation['amendBooking'], { __typename: 'AmendBookingSuccess' }>;

export type AmendStep =
  | { kind: 'quoted'; quote: AmendmentQuote }
  | { kind: 'soldOut'; alternatives: readonly OfferPartsFragment[] }
  | { kind: 'failed'; error: CombinedError }
  | { kind: 'amended'; amended: Amended };

/** Asks what a change would cost, and carries it out when told to; `onDue` where a difference has to be paid first. */
export function useAmendment(booking: BookingToAmend, guestToken: string | undefined, onDue: () => void) {
  const [step, setStep] = useState<AmendStep | null>(null);
  const [{ fetching: quoting }, quoteAmendment] = useMutation(QuoteAmendmentDocument);
  const [{ fetching: amending }, amendBooking] = useMutation(AmendBookingDocument);
  // A price asked for anew is a new quote: only a lost answer is asked for with the same key.
  const [asked, setAsked] = useState(0);
  const keyFor = useIdempotencyKey();
  const token = { guestToken: guestToken ?? null };

  const ask = async (wish: AmendWish) => {
    const changes = changesOf(booking, wish);
    if (!changes) return;
    setStep(null);
    const input = { bookingId: booking.id, ...changes, ...token };
    const { data, error } = await quoteAmendment({ input: { ...input, idempotencyKey: keyFor([asked, input]) } });
    if (!error?.networkError) setAsked(asked + 1);
    const answer = data?.quoteAmendment;
    if (error) setStep({ kind: 'failed', error });
    else if (answer?.__typename === 'AmendmentQuote') setStep({ kind: 'quoted', quote: answer });
    else if (answer) setStep({ kind: 'soldOut', alternatives: answer.alternatives });
  };
  const confirm = async ({ id }: AmendmentQuote) => {
    const input = { amendmentQuoteId: id, ...token };
    const { data, error } = await amendBooking({ input: { ...input, idempotencyKey: keyFor(input) } });
    const answer = data?.amendBooking;
    if (error) setStep({ kind: 'failed', error });
    else if (answer?.__typename === 'SoldOut') setStep({ kind: 'soldOut', alternatives: answer.alternatives });
    else if (answer?.payment) onDue();
    else if (answer) setStep({ kind: 'amended', amended: answer });
  };
  const forget = () => {
    setStep(null);
  };
  return { step, quoting, amending, ask, confirm, forget };
}
