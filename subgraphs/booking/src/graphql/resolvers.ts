import { requireScope } from '@ycyw/service/viewer';
import { availability, type AvailabilityArguments } from '../actions/allowance.ts';
import { requireQuote } from '../actions/quotes.ts';
import { keepSearch } from '../actions/recommendation/searcher.ts';
import { listAll, listOfUser, readBooking, resolveBooking, type BookingsArguments } from './booking.ts';
import { chargeEntity, chargeMutations, chargeQueries } from './charge/resolvers.ts';
import type { Context } from './context.ts';
import { listAgencys } from './delivery.ts';
import { live } from './live.ts';
import { inspectionQueries } from './inspection.ts';
import { documentQueries } from './document.ts';
import { cashbackOf } from './cashback.ts';
import { merchantMutations, merchantQueries } from './merchants.ts';
import { mutations } from './mutations.ts';
import { showQuote } from './offer.ts';
import { promotionQueries } from './promotion/promotions.ts';
import { reviewedTypes, reviewQueries } from './review/reviews.ts';
import { nextTrips } from './nextTrip.ts';
import { offerPage, type OffersAsked } from './search.ts';
import { personal } from './personal.ts';
import { settlementEntity, settlementQueries } from './settlement/resolvers.ts';

/** The resolvers of schema.graphql; `payment` is what a client needs to show the card form. */
export const resolversWith = (payment: { publishableKey: string; scriptUrl: string }) => ({
  Query: {
    searchOffers: async (_: unknown, asked: OffersAsked, context: Context) => {
      requireScope(context.viewer, 'offers:read');
      const page = await offerPage(context, asked);
      if (!asked.after) keepSearch(context.world, context.viewer, asked.input);
      return page;
    },
    quote: async (_: unknown, { id }: { id: string }, context: Context) => {
      requireScope(context.viewer, 'offers:read');
      return showQuote(context, await requireQuote(context.world, context.viewer, id));
    },
    booking: (_: unknown, { reference, guestToken }: { reference: string; guestToken?: string | null }, context: Context) =>
      readBooking(context, reference, guestToken),
    bookings: (_: unknown, asked: BookingsArguments, context: Context) => listAll(context, asked),
    paymentSettings: () => payment,
    ...settlementQueries,
    ...inspectionQueries,
    ...documentQueries,
    ...merchantQueries,
    ...promotionQueries,
    ...reviewQueries,
    availability: (_: unknown, asked: AvailabilityArguments, { world, viewer }: Context) => availability(world, viewer, asked),
    deliveries: (_: unknown, asked: Parameters<typeof listAgencys>[1], context: Context) => listAgencys(context, asked),
    ...chargeQueries,
  },
  ...reviewedTypes,
  Subscription: live,
  Mutation: { ...mutations, ...merchantMutations, ...chargeMutations },
  Charge: chargeEntity,
  Booking: { __resolveReference: ({ id }: { id: string }, context: Context) => resolveBooking(context, id) },
  Settlement: settlementEntity,
  User: {
    ...personal,
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    cashback: ({ id }: { id: string }, _: unknown, context: Context) => cashbackOf(context, id),
    bookings: ({ id }: { id: string }, asked: BookingsArguments, context: Context) => listOfUser(context, id, asked),
    nextTrips,
  },
});
