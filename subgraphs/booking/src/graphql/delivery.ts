import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { requireScope, requireStaff, worksAt } from '@ycyw/service/viewer';
import { isRenter, requireManageable } from '../actions/access.ts';
import { replanDelivery, type ReplanInput } from '../actions/delivery/replan.ts';
import { isUuid } from '../actions/quotes.ts';
import { deliveryCode } from '../actions/signature.ts';
import type { Booking } from '../data/booking.ts';
import { countDeliveries, listDeliveries, type Delivery, type DeliveryFilter } from '../data/delivery/delivery.ts';
import { openProof } from '../data/delivery/place.ts';
import { isOver, isUnderWay, tellings, type DeliveryState } from '../domain/delivery/state.ts';
import { addMinutes } from '../domain/period.ts';
import { showBooking } from './booking.ts';
import type { Context } from './context.ts';

/** A delivery as the graph shows it to someone who may see its booking; `token` is a guest's. */
export function showDelivery(context: Context, delivery: Delivery, booking: Booking, token?: string | null) {
  const { world, viewer, loaders } = context;
  const nameOf = (code: string | null): string | null => world.carriers.find((each) => each.code === code)?.name ?? code;
  const seen =
    <Where>(where: Where) =>
    () => {
      requireScope(viewer, 'customers:read');
      return where;
    };
  const place = async () => {
    requireScope(viewer, 'customers:read');
    await requireManageable(world, viewer, booking, token);
    return loaders.place.load(delivery);
  };
  const position = delivery.latitude === null ? null : { latitude: delivery.latitude, longitude: delivery.longitude };
  return {
    __typename: 'CarDelivery',
    id: delivery.id,
    leg: delivery.leg,
    state: delivery.state,
    booking: () => showBooking(context, booking, token),
    agency: { __typename: 'Agency', id: delivery.agency },
    windowFrom: delivery.windowFrom,
    windowTo: delivery.windowTo,
    carrier: nameOf(delivery.carrier),
    etaAt: isOver(delivery.state) ? null : delivery.etaAt,
    code: () => {
      const tells = isRenter(world, viewer, booking, token) && (viewer.scopes?.has('bookings:write') ?? true);
      const isAwaited = delivery.carrier !== null && !isOver(delivery.state);
      return tells && isAwaited ? deliveryCode(world.signingKey, delivery) : null;
    },
    address: async () => (await place())?.address ?? null,
    instructions: async () => (await place())?.instructions ?? null,
    location: async () => (await place())?.point ?? null,
    position: seen(position && isUnderWay(delivery.state) ? { location: position, at: delivery.positionAt } : null),
    trail: seen((delivery.trail ?? []).map(([latitude, longitude]) => ({ latitude, longitude }))),
    proof: delivery.proofAt && {
      at: delivery.proofAt,
      location: async () => {
        await place();
        return delivery.proofSealed && openProof(world.vault, delivery.owner, delivery.proofSealed);
      },
    },
    attempts: async () =>
      (await loaders.attempts.load(delivery.id)).map(({ number, carrier, state, reason, since, tries }) => ({
        number,
        carrier: nameOf(carrier),
        state,
        reason,
        since,
        unreached: isOver(state) && tries >= tellings,
      })),
  };
}

/** The booking's delivery of a leg. Asks for none of whose journey has none. */
export async function deliveryOf(context: Context, booking: Booking, leg: Delivery['leg'], token?: string | null) {
  if (!(leg === 'DELIVERY' ? booking.journey.delivery : booking.journey.collection)) return null;
  const delivery = (await context.loaders.deliveries.load(booking.id)).find((each) => each.leg === leg);
  return delivery ? showDelivery(context, delivery, booking, token) : null;
}

interface DeliveriesArguments {
  agency: string;
  state?: DeliveryState | null;
  first: number;
  after?: string | null;
}

/** Those of an agency where the viewer works, from yesterday on, soonest first. */
export async function listAgencys(context: Context, { agency, state, first, after }: DeliveriesArguments) {
  const { world, loaders } = context;
  const staff = requireStaff(context.viewer);
  const at = await world.agencies.get(agency);
  if (!worksAt(staff, at)) throw new Refusal('NOT_FOUND');
  const size = pageSize(first);
  const filter: DeliveryFilter = { agency: at.code, state: state ?? null, from: addMinutes(world.clock.now(), -24 * 60) };
  const cursor = decodeCursor(after);
  const seen = cursor && { windowFrom: new Date(String(cursor[0])), id: String(cursor[1]) };
  if (seen && (Number.isNaN(seen.windowFrom.getTime()) || !isUuid(seen.id))) throw new Refusal('BAD_INPUT', 'cursor');
  const rows = await listDeliveries(world.sql, filter, size, seen);
  const page = connection(rows, size, (row) => [row.windowFrom.toISOString(), row.id], after);
  const edges = await Promise.all(
    page.edges.map(async ({ node, cursor: place }) => {
      const booking = await loaders.booking.load(node.bookingId);
      return booking ? [{ node: showDelivery(context, node, booking), cursor: place }] : [];
    }),
  );
  return { ...page, edges: edges.flat(), totalCount: () => countDeliveries(world.sql, filter) };
}

export const deliveryMutations = {
  replanDelivery: async (_: unknown, input: ReplanInput, context: Context) => {
    const delivery = await replanDelivery(context.world, context.viewer, input);
    const booking = await context.loaders.booking.load(delivery.bookingId);
    if (!booking) throw new Refusal('NOT_FOUND');
    return showDelivery(context, delivery, booking);
  },
};
