import { money } from '@ycyw/service/money';
import { requireScope } from '@ycyw/service/viewer';
import { setAllowance } from '../actions/allowance.ts';
import { amendBooking, quoteAmendment, type AmendBookingInput, type QuoteAmendmentInput } from '../actions/amend.ts';
import { bookQuote, type BookQuoteInput } from '../actions/book.ts';
import { cancelBooking, type CancelInput } from '../actions/cancel.ts';
import { chargeSavedCard, recordDeskPayment, recordDeskRefund, type DeskPaymentInput } from '../actions/collect.ts';
import { retryDeposit, type RetryDepositInput } from '../actions/deposit.ts';
import { handOver, markNoShow, takeBack } from '../actions/desk.ts';
import type { InspectionInput } from '../actions/inspection.ts';
import { createQuote, type CreateQuoteInput } from '../actions/quotes.ts';
import { minimumAge } from '../domain/driver.ts';
import { showBooking, showPayment, showRefund } from './booking.ts';
import type { Context } from './context.ts';
import { showQuote, showSoldOut } from './offer.ts';
import { photoMutations } from './photo.ts';
import { showPrice } from './price.ts';
import { promotionMutations } from './promotion/promotions.ts';
import { settlementMutations } from './settlement/resolvers.ts';

type Input<Shape> = { input: Shape };

const tooYoung = {
  fr: `Le conducteur doit avoir ${String(minimumAge)} ans le jour du départ.`,
  en: `The driver must be ${String(minimumAge)} on the day of pick-up.`,
};

async function book(context: Context, input: BookQuoteInput) {
  requireScope(context.viewer, 'bookings:write');
  const outcome = await bookQuote(context.world, context.viewer, input, context.language);
  if (outcome.kind === 'soldOut') return showSoldOut(context, outcome.alternatives);
  if (outcome.kind === 'notEligible') return { __typename: 'DriverNotEligible', minimumAge, reason: tooYoung[context.language] };
  if (outcome.kind === 'booked') {
    const { booking, payment, clientSecret, cardSetup, guestToken } = outcome;
    return {
      __typename: 'BookQuoteSuccess',
      booking: showBooking(context, booking, guestToken),
      payment: payment && { ...showPayment(context, booking, payment, true), clientSecret },
      heldUntil: booking.heldUntil ?? context.world.clock.now(),
      guestToken,
      cardSetup: cardSetup === null ? null : { clientSecret: cardSetup },
    };
  }
  const __typename = outcome.kind === 'expired' ? 'QuoteExpired' : 'QuoteChanged';
  return { __typename, quote: outcome.quote && showQuote(context, outcome.quote) };
}

async function quote(context: Context, input: CreateQuoteInput) {
  requireScope(context.viewer, 'offers:read');
  const made = await createQuote(context.world, context.viewer, input);
  return 'alternatives' in made ? showSoldOut(context, made.alternatives) : { __typename: 'QuoteCreated', quote: showQuote(context, made) };
}

async function quoteChange(context: Context, input: QuoteAmendmentInput) {
  requireScope(context.viewer, 'offers:read');
  const made = await quoteAmendment(context.world, context.viewer, input);
  if ('alternatives' in made) return showSoldOut(context, made.alternatives);
  const { id, price, differenceMinor, expiresAt } = made;
  return {
    __typename: 'AmendmentQuote',
    id,
    price: showPrice(price, context.language),
    difference: money(differenceMinor, price.currency),
    expiresAt,
  };
}

async function amend(context: Context, input: AmendBookingInput) {
  requireScope(context.viewer, 'bookings:write');
  const made = await amendBooking(context.world, context.viewer, input);
  if ('alternatives' in made) return showSoldOut(context, made.alternatives);
  const { booking, payment, clientSecret, refund } = made;
  return {
    __typename: 'AmendBookingSuccess',
    booking: showBooking(context, booking, input.guestToken),
    payment: payment && { ...showPayment(context, booking, payment, true), clientSecret },
    refund: refund && showRefund(refund),
  };
}

async function cancel(context: Context, input: CancelInput) {
  requireScope(context.viewer, 'bookings:write');
  const { booking, refund } = await cancelBooking(context.world, context.viewer, input);
  return {
    __typename: 'CancelBookingSuccess',
    booking: showBooking(context, booking, input.guestToken),
    refund: refund && showRefund(refund),
  };
}

async function deposit(context: Context, input: RetryDepositInput) {
  requireScope(context.viewer, 'bookings:write');
  const { booking, payment, payer } = await retryDeposit(context.world, context.viewer, input);
  return showPayment(context, booking, payment, payer);
}

export const mutations = {
  ...settlementMutations,
  createQuote: (_: unknown, { input }: Input<CreateQuoteInput & { offerId: string }>, context: Context) => quote(context, input),
  bookQuote: (_: unknown, { input }: Input<BookQuoteInput>, context: Context) => book(context, input),
  quoteAmendment: (_: unknown, { input }: Input<QuoteAmendmentInput>, context: Context) => quoteChange(context, input),
  amendBooking: (_: unknown, { input }: Input<AmendBookingInput>, context: Context) => amend(context, input),
  cancelBooking: (_: unknown, { input }: Input<CancelInput>, context: Context) => cancel(context, input),
  handOverVehicle: async (_: unknown, { input }: Input<InspectionInput>, context: Context) =>
    showBooking(context, await handOver(context.world, context.viewer, input)),
  takeBackVehicle: async (_: unknown, { input }: Input<InspectionInput>, context: Context) =>
    showBooking(context, await takeBack(context.world, context.viewer, input)),
  markNoShow: async (_: unknown, input: { bookingId: string; idempotencyKey: string }, context: Context) =>
    showBooking(context, await markNoShow(context.world, context.viewer, input)),
  setAllowance: (_: unknown, input: { agency: string; acriss: string; allowance: number }, { world, viewer }: Context) =>
    setAllowance(world, viewer, input),
  recordDeskPayment: async (_: unknown, { input }: Input<DeskPaymentInput>, context: Context) =>
    showBooking(context, await recordDeskPayment(context.world, context.viewer, input)),
  chargeSavedCard: async (_: unknown, input: { bookingId: string; idempotencyKey: string }, context: Context) =>
    showBooking(context, await chargeSavedCard(context.world, context.viewer, input)),
  recordDeskRefund: async (_: unknown, input: { refundId: string; idempotencyKey: string }, context: Context) =>
    showBooking(context, await recordDeskRefund(context.world, context.viewer, input)),
  ...photoMutations,
  ...promotionMutations,
  retryDeposit: (_: unknown, input: RetryDepositInput, context: Context) => deposit(context, input),
};
