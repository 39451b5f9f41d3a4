import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { money } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import { isService, isStaff, requireScope, requireSignedIn, worksAt, type SignedIn } from '@ycyw/service/viewer';
import { isRenter, mayRead, workplaces } from '../actions/access.ts';
import { openIntent } from '../actions/intents.ts';
import { openSetup, savesCard } from '../actions/setup.ts';
import { guestToken } from '../actions/signature.ts';
import { isUuid } from '../actions/quotes.ts';
import type { Booking } from '../data/booking.ts';
import { countBookings, listBookings, newestBookings, type BookingFilter, type Stop } from '../data/bookingList.ts';
import type { Payment } from '../data/payment.ts';
import type { Refund } from '../data/refund.ts';
import { amendableUntil, isOurFault, paidMinor, refundable } from '../domain/cancellation.ts';
import type { BookingState } from '../domain/bookingState.ts';
import { dueMinor, paymentTime } from '../domain/due.ts';
import { addDays, startOfDay } from '../domain/period.ts';
import { isPayable } from '../domain/paymentState.ts';
import { showCharge } from './charge/charge.ts';
import type { Context } from './context.ts';
import { deliveryOf } from './delivery.ts';
import { showInspections } from './inspection.ts';
import { documentFields } from './document.ts';
import { showExtraLines, showStop, showTiers } from './offer.ts';
import { showPrice, showRatePlan } from './price.ts';
import { reviewFields } from './review/reviews.ts';
import { showClass } from './vehicleClass.ts';
import { settlementsOfBooking } from './settlement/show.ts';

export const showPayment = (context: Context, booking: Booking, payment: Payment, payer: boolean) => ({
  id: payment.id,
  kind: payment.kind,
  amount: money(payment.amountMinor, payment.currency),
  state: payment.state,
  createdAt: payment.createdAt,
  clientSecret: async () => (payer && isPayable(payment.state) ? (await openIntent(context.world, booking, payment)).clientSecret : null),
});

export const showRefund = ({ id, amountMinor, currency, state, reason, createdAt }: Refund) => ({
  id,
  amount: money(amountMinor, currency),
  state,
  reason: reason.split(' ')[0] ?? reason,
  createdAt,
});

/** The booking as the graph shows it to someone who may see it; `token` is a guest's. */
export function showBooking(context: Context, booking: Booking, token?: string | null) {
  const { world, viewer, loaders, language } = context;
  const { journey, price } = booking;
  const payer = isRenter(world, viewer, booking, token) && (viewer.scopes?.has('bookings:write') ?? true);
  const paidWhen = paymentTime(world.tariff.plans, journey.ratePlan);
  const standing = ['HELD', 'PENDING_PAYMENT', 'CONFIRMED', 'REACCOMMODATION'].includes(booking.state);
  return {
    __typename: 'Booking',
    id: booking.id,
    reference: booking.reference,
    state: booking.state,
    customer: () => {
      requireScope(viewer, 'customers:read');
      return booking.customerId && { __typename: 'User', id: booking.customerId };
    },
    driver: () => {
      requireScope(viewer, 'customers:read');
      return loaders.driver.load(booking.id);
    },
    vehicleClass: showClass(context, journey.acriss),
    ...reviewFields(context, booking, token),
    vehicle: booking.vehicleId && { __typename: 'Vehicle', id: booking.vehicleId },
    pickUp: showStop(journey.pickUp),
    dropOff: showStop(journey.dropOff),
    price: () => showPrice(price, language),
    ratePlan: showRatePlan(context, journey.ratePlan),
    extras: () => showExtraLines(context, journey, price),
    payments: async () => (await loaders.payments.load(booking.id)).map((payment) => showPayment(context, booking, payment, payer)),
    refunds: async () => (await loaders.refunds.load(booking.id)).map(showRefund),
    charges: async () => (await loaders.charges.load(booking.id)).map((charge) => showCharge(context, booking, charge, token)),
    inspections: () => showInspections(context, booking),
    due: async () => {
      const payments = booking.sandbox ? null : await loaders.payments.load(booking.id);
      return money(payments ? dueMinor(booking.state, paidWhen, price.totalMinor, payments) : 0, price.currency);
    },
    deposit: money(price.depositMinor, price.currency),
    settlements: () => settlementsOfBooking(context, booking, token),
    cardSetup: async () => {
      const clientSecret = payer && savesCard(world, booking) ? await openSetup(world, booking) : null;
      return clientSecret === null ? null : { clientSecret };
    },
    cancellation: async () => {
      if (!standing) return [];
      const paid = paidMinor(await loaders.payments.load(booking.id));
      if (isOurFault(booking)) return [{ from: null, refund: money(refundable(paid, price.totalMinor), price.currency) }];
      const base = booking.state === 'CONFIRMED' || paidWhen === 'AT_HAND_OVER' ? refundable(paid, price.totalMinor) : price.totalMinor;
      return showTiers(context, paidWhen, price, base, booking.earliestPickUpAt);
    },
    amendableUntil: booking.state === 'CONFIRMED' ? amendableUntil(booking.earliestPickUpAt) : null,
    guestToken: isService(viewer) && booking.customerId === null ? guestToken(world.signingKey, booking.id) : null,
    delivery: () => deliveryOf(context, booking, 'DELIVERY', token),
    collection: () => deliveryOf(context, booking, 'COLLECTION', token),
    ...documentFields(context, booking),
    createdAt: booking.createdAt,
  };
}

/** The booking of a reference, for whoever may see it; NOT_FOUND otherwise. */
export async function requireReadable(context: Context, reference: string, token?: string | null): Promise<Booking> {
  const spoken = reference.trim().toUpperCase();
  const booking = /^YC-[2-9A-Z]{4}-[2-9A-Z]{2}$/.test(spoken) ? await context.loaders.bookingOfReference.load(spoken) : null;
  if (!booking || !(await mayRead(context.world, context.viewer, booking, token))) throw new Refusal('NOT_FOUND');
  return booking;
}

/** The booking of a reference as the graph shows it. */
export async function readBooking(context: Context, reference: string, token?: string | null) {
  requireScope(context.viewer, 'bookings:read');
  return showBooking(context, await requireReadable(context, reference, token), token);
}

/** An entity that another subgraph points to; NOT_FOUND for whoever may not see it. */
export async function resolveBooking(context: Context, id: string) {
  requireScope(context.viewer, 'bookings:read');
  const booking = await context.loaders.booking.load(id);
  if (!booking || !(await mayRead(context.world, context.viewer, booking))) throw new Refusal('NOT_FOUND');
  return showBooking(context, booking);
}

export interface BookingsArguments {
  agency?: string | null;
  state?: BookingState | null;
  from?: string | null;
  to?: string | null;
  first: number;
  after?: string | null;
  by: Stop;
}

/** What of the bookings a list may hold, for staff: those of the agencies where they work. */
const atWork = async (context: Context, viewer: SignedIn): Promise<BookingFilter> => ({
  sandbox: viewer.test,
  agencies: await workplaces(context.world, viewer),
});

/** What of the bookings a list may hold, for everyone else: their own. */
const oneself = ({ id, role, test }: SignedIn): BookingFilter => ({
  sandbox: test,
  ...(role === 'PARTNER' ? { ownerId: id } : { customerId: id }),
});

/**
 * Staff see the bookings of one of their agencies (another one is NOT_FOUND) or all, soonest first; everyone else their own.
 * Days are read in the agency's zone, else UTC.
 */
export async function listAll(context: Context, { agency, state, from, to, first, after, by }: BookingsArguments) {
  const viewer = requireSignedIn(context.viewer);
  requireScope(viewer, 'bookings:read');
  const { sql } = context.world;
  const size = pageSize(first);
  const at = agency ? await context.world.agencies.get(agency) : null;
  if (at && isStaff(viewer) && !worksAt(viewer, at)) throw new Refusal('NOT_FOUND');
  const zone = at?.timeZone ?? 'UTC';
  const filter: BookingFilter = {
    ...(isStaff(viewer) ? await atWork(context, viewer) : oneself(viewer)),
    by,
    ...(at && { agency: at.code }),
    ...(state && { state }),
    ...(from && { from: startOfDay(from, zone) }),
    ...(to && { before: startOfDay(addDays(to, 1), zone) }),
  };
  const cursor = decodeCursor(after);
  const seen = cursor && { at: new Date(String(cursor[0])), id: String(cursor[1]) };
  if (seen && (Number.isNaN(seen.at.getTime()) || !isUuid(seen.id))) throw new Refusal('BAD_INPUT', 'cursor');
  const rows = await listBookings(sql, filter, size, seen);
  const page = connection(rows, size, (row) => [(by === 'PICK_UP' ? row.pickUpAt : row.dropOffAt).toISOString(), row.id], after);
  return shown(context, page, () => countBookings(sql, filter));
}

/** A person's bookings, newest first: all for that person, for staff those of their agencies; NOT_FOUND for anyone else. */
export async function listOfUser(
  context: Context,
  userId: string,
  { state, first, after }: Pick<BookingsArguments, 'state' | 'first' | 'after'>,
) {
  const viewer = requireSignedIn(context.viewer);
  requireScope(viewer, 'bookings:read');
  const own = viewer.id === userId;
  if (!own && !isStaff(viewer)) throw new Refusal('NOT_FOUND');
  const whose = own ? oneself(viewer) : { ...(await atWork(context, viewer)), ownerId: userId };
  const filter: BookingFilter = { ...whose, ...(state && { state }) };
  const { sql } = context.world;
  const size = pageSize(first);
  const before = decodeCursor(after);
  if (before && !isUuid(String(before[0]))) throw new Refusal('BAD_INPUT', 'cursor');
  const rows = await newestBookings(sql, filter, size, before ? String(before[0]) : null);
  const page = connection(rows, size, (row) => [row.id], after);
  return shown(context, page, () => countBookings(sql, filter));
}

const shown = (context: Context, page: ReturnType<typeof connection<Booking>>, totalCount: () => Promise<number>) => ({
  ...page,
  edges: page.edges.map(({ node, cursor }) => ({ node: showBooking(context, node), cursor })),
  totalCount,
});
