import { attachSetup, lockBooking, saveCard, updateBooking, type Booking, type SavedCard } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { markVoidDue } from '../data/payment.ts';
import { mayBecome } from '../domain/bookingState.ts';
import { paymentTime } from '../domain/due.ts';
import { spanOf } from '../domain/journey.ts';
import { addMinutes } from '../domain/period.ts';
import { dueOf, reserveFor, spendFor } from './cashback/spend.ts';
import { savedCard, type Saving } from './card.ts';
import { lookAtDeliveries } from './delivery/confirmed.ts';
import { tell } from './events.ts';
import { holdAgain } from './expire.ts';
import { customerOf } from './intents.ts';
import { isUuid } from './quotes.ts';
import type { World } from './world.ts';

/** Whether the booking is paid at the desk, its card only saved while booking. */
export const isPaidAtHandOver = ({ tariff }: World, { journey }: Pick<Booking, 'journey'>): boolean =>
  paymentTime(tariff.plans, journey.ratePlan) === 'AT_HAND_OVER';

/** Whether nothing is charged while booking, and the card only saved: for what comes later. */
export const savesCard = (world: World, booking: Pick<Booking, 'journey' | 'price'>): boolean =>
  isPaidAtHandOver(world, booking) || dueOf(booking.price) === 0;

/** The secret with which the renter saves the card; null once there is nothing to save. Safe to repeat: Stripe knows the booking's id. */
export async function openSetup(world: World, booking: Booking): Promise<string | null> {
  if (!['HELD', 'PENDING_PAYMENT'].includes(booking.state)) return null;
  if (booking.setupIntent) {
    const { status, client_secret } = await world.stripe.setupIntents.retrieve(booking.setupIntent);
    return status === 'succeeded' || status === 'canceled' ? null : client_secret;
  }
  const customer = await customerOf(world, booking);
  const setup = await world.stripe.setupIntents.create(
    {
      customer,
      usage: 'off_session',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: { bookingId: booking.id, reference: booking.reference },
    },
    { idempotencyKey: `setup-${booking.id}` },
  );
  await attachSetup(world.sql, booking.id, customer, setup.id);
  return setup.client_secret;
}

/** How long after its hold a card may still confirm a booking, where there is room: the renter was on the way. */
const lateMinutes = 60;

/** Finds the room of a lapsed hold again; false when it is gone, or the card came too late. The booking must be locked. */
async function holdLate(tx: Sql, booking: Booking, now: Date): Promise<boolean> {
  if (!mayBecome(booking.state, 'PENDING_PAYMENT') || booking.pickUpAt <= now) return false;
  if (!booking.heldUntil || now > addMinutes(booking.heldUntil, lateMinutes)) return false;
  if (!(await reserveFor(tx, booking, now))) return false;
  if (await holdAgain(tx, booking)) return true;
  await markVoidDue(tx, booking.id, null, now);
  return false;
}

async function confirmWith(tx: Sql, booking: Booking, card: SavedCard, now: Date): Promise<void> {
  const waits = mayBecome(booking.state, 'CONFIRMED') && booking.state !== 'REACCOMMODATION';
  if (!waits && (booking.state !== 'EXPIRED' || booking.stripePaymentMethod !== null)) return;
  if (!waits && !(await holdLate(tx, booking, now))) {
    // The card says that they have been told.
    await saveCard(tx, booking.id, card);
    await tell(tx, booking, [{ type: 'booking.holdLost', payload: {} }], now);
    return;
  }
  const confirmed: Booking = { ...booking, state: 'CONFIRMED', held: spanOf(booking.journey), heldUntil: null };
  await updateBooking(tx, confirmed);
  await saveCard(tx, booking.id, card);
  await spendFor(tx, booking, now);
  await lookAtDeliveries(tx, booking, now);
  await tell(tx, confirmed, [{ type: 'booking.confirmed', payload: {} }], now);
}

interface Setup extends Saving {
  id: string;
  metadata: { bookingId?: string };
}

/** The card has been saved: the booking stands. After its hold has lapsed it is held again where there is room, else the renter is told. */
export async function setupNews(world: World, setup: Setup): Promise<void> {
  const { bookingId } = setup.metadata;
  const card = savedCard(setup);
  if (!bookingId || !isUuid(bookingId) || !card) return;
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    if (booking?.setupIntent === setup.id) await confirmWith(tx, booking, card, now);
  });
}
