import { money } from '@ycyw/service/money';
import { isStaff } from '@ycyw/service/viewer';
import { isRenter } from '../../actions/access.ts';
import { journeyIn } from '../../actions/settlement/alternatives.ts';
import type { Booking } from '../../data/booking.ts';
import { freeUnits } from '../../data/ledger.ts';
import type { Settlement } from '../../data/settlement.ts';
import { isOpen } from '../../domain/settlement.ts';
import type { Context } from '../context.ts';
import { showOffer } from '../offer.ts';
import { sumOf } from '../price.ts';

/** What is not over by the clock but not swept yet is over all the same. */
const stateAt = ({ state, expiresAt }: Settlement, now: Date): Settlement['state'] =>
  isOpen(state) && expiresAt <= now ? 'EXPIRED' : state;

/** `of` is for the field that shows its booking. */
export function showSettlement(context: Context, settlement: Settlement, booking: Booking, token?: string | null) {
  const { world } = context;
  const { agency, acriss, held, price, kind } = settlement;
  const { currency } = price;
  const now = world.clock.now();
  return {
    __typename: 'Settlement',
    id: settlement.id,
    kind,
    refund: kind === 'REFUND_DIFFERENCE' ? money(settlement.refundMinor, currency) : null,
    difference: money(settlement.differenceMinor, currency),
    alternative: () =>
      showOffer(context, {
        journey: journeyIn(acriss, booking.journey),
        price: sumOf(price),
        left: () => freeUnits(world.sql, { agency, acriss }, held),
      }),
    state: stateAt(settlement, now),
    expiresAt: settlement.expiresAt,
    createdAt: settlement.createdAt,
    of: { booking, token },
    ofMine: settlement.offeredBy === context.viewer.id,
  };
}

/** A renter sees what was offered to them, and not what is only thought of. */
export const isTold = (context: Context, settlement: Settlement, booking: Booking, token?: string | null): boolean =>
  settlement.offeredAt !== null || (!isRenter(context.world, context.viewer, booking, token) && isStaff(context.viewer));

export async function settlementsOfBooking(context: Context, booking: Booking, token?: string | null) {
  const found = await context.loaders.settlements.load(booking.id);
  return found.filter((each) => isTold(context, each, booking, token)).map((each) => showSettlement(context, each, booking, token));
}
