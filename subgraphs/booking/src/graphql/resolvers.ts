import { requireScope } from '@ycyw/service/viewer';
import { availability, type AvailabilityArguments } from '../actions/allowance.ts';
import { requireQuote } from '../actions/quotes.ts';
import { listAll, listOfUser, readBooking, resolveBooking, type BookingsArguments } from './booking.ts';
import { chargeEntity, chargeMutations, chargeQueries } from './charge/resolvers.ts';
import type { Context } from './context.ts';
import { mutations } from './mutations.ts';
import { showQuote } from './offer.ts';
import { offerPage } from './search.ts';
import { personal } from './personal.ts';

/** The resolvers of schema.graphql; `payment` is what a client needs to show the card form. */
export const resolversWith = (payment: { publishableKey: string; scriptUrl: string }) => ({
  Query: {
    searchOffers: (_: unknown, asked: Parameters<typeof offerPage>[1], context: Context) => {
      requireScope(context.viewer, 'offers:read');
      return offerPage(context, asked);
    },
    quote: async (_: unknown, { id }: { id: string }, context: Context) => {
      requireScope(context.viewer, 'offers:read');
      return showQuote(context, await requireQuote(context.world, context.viewer, id));
    },
    booking: (_: unknown, { reference, guestToken }: { reference: string; guestToken?: string | null }, context: Context) =>
      readBooking(context, reference, guestToken),
    bookings: (_: unknown, asked: BookingsArguments, context: Context) => listAll(context, asked),
    paymentSettings: () => payment,
    availability: (_: unknown, asked: AvailabilityArguments, { world, viewer }: Context) => availability(world, viewer, asked),
    ...chargeQueries,
  },
  Mutation: { ...mutations, ...chargeMutations },
  Charge: chargeEntity,
  Booking: { __resolveReference: ({ id }: { id: string }, context: Context) => resolveBooking(context, id) },
  User: {
    ...personal,
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    bookings: ({ id }: { id: string }, asked: BookingsArguments, context: Context) => listOfUser(context, id, asked),
  },
});
