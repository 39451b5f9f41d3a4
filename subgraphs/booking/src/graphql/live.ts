import { Refusal } from '@ycyw/service/refusal';
import { requireScope, requireStaff, worksAt } from '@ycyw/service/viewer';
import { mayRead } from '../actions/access.ts';
import { bookingsById, findBooking, type Booking } from '../data/booking.ts';
import { deliveriesOf, type Delivery } from '../data/delivery/delivery.ts';
import { followed } from '../live/watch.ts';
import { requireReadable, showBooking } from './booking.ts';
import { contextOf, type Context } from './context.ts';

interface Followed {
  reference?: string | null;
  agency?: string | null;
  guestToken?: string | null;
}

/** An agency's days begin with so many of their bookings. */
const shownFirst = 100;

/** The booking as it stands now, for whoever may still see it. */
async function stillReadable({ world, viewer }: Context, id: string, token?: string | null): Promise<Booking> {
  const booking = await findBooking(world.sql, id);
  if (!booking || !(await mayRead(world, viewer, booking, token))) throw new Refusal('NOT_FOUND');
  return booking;
}

async function ofBooking(context: Context, reference: string, token?: string | null): Promise<AsyncIterableIterator<Booking, void>> {
  const { id } = await requireReadable(context, reference, token);
  return followed(context.world.feeds.bookings.follow(id), async () => [await stillReadable(context, id, token)]);
}

async function ofAgency({ world, viewer }: Context, code: string): Promise<AsyncIterableIterator<Booking, void>> {
  requireStaff(viewer);
  const agency = await world.agencies.get(code);
  if (!worksAt(viewer, agency)) throw new Refusal('NOT_FOUND');
  let told: ReadonlySet<string> | null = null;
  return followed(world.feeds.agencies.follow(agency.code), async (version) => {
    const lines = new Set(version.split('\n'));
    const changed = [...new Set([...lines].filter((line) => !told?.has(line)).map((line) => line.slice(0, 36)))];
    const isFirst = told === null;
    told = lines;
    const found = new Map((await bookingsById(world.sql, isFirst ? changed.slice(0, shownFirst) : changed)).map((each) => [each.id, each]));
    return changed.flatMap((id) => found.get(id) ?? []);
  });
}

/** A context for one event: its loaders know nothing of what they read for the last. */
const afresh = (context: Context): Context => contextOf(context.world)(context);

interface Seen {
  booking: Booking;
  delivery: Delivery;
}

async function ofCar(context: Context, reference: string, token?: string | null): Promise<AsyncIterableIterator<Seen, void>> {
  const { id } = await requireReadable(context, reference, token);
  const { world } = context;
  return followed(world.feeds.positions.follow(id), async () => {
    const booking = await stillReadable(context, id, token);
    const seen = (await deliveriesOf(world.sql, [id])).filter(({ latitude }) => latitude !== null);
    const [delivery] = seen.toSorted((one, other) => (other.positionAt?.getTime() ?? 0) - (one.positionAt?.getTime() ?? 0));
    return delivery ? [{ booking, delivery }] : [];
  });
}

export const live = {
  bookingChanged: {
    subscribe: (_: unknown, { reference, agency, guestToken }: Followed, context: Context) => {
      requireScope(context.viewer, 'bookings:read');
      if (reference && !agency) return ofBooking(context, reference, guestToken);
      if (agency && !reference) return ofAgency(context, agency);
      throw new Refusal('BAD_INPUT', 'reference / agency');
    },
    resolve: (booking: Booking, { guestToken }: Followed, context: Context) => showBooking(afresh(context), booking, guestToken),
  },
  vehicleMoved: {
    subscribe: (
      _: unknown,
      { bookingReference, guestToken }: { bookingReference: string; guestToken?: string | null },
      context: Context,
    ) => {
      for (const scope of ['bookings:read', 'customers:read']) requireScope(context.viewer, scope);
      return ofCar(context, bookingReference, guestToken);
    },
    resolve: ({ booking, delivery }: Seen) => ({
      vehicle: booking.vehicleId && { __typename: 'Vehicle', id: booking.vehicleId },
      location: { latitude: delivery.latitude, longitude: delivery.longitude },
      at: delivery.positionAt,
      etaAt: delivery.etaAt,
    }),
  },
};
