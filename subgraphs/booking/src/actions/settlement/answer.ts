import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { requireStepUp, type Viewer } from '@ycyw/service/viewer';
import { awaitingAmendment } from '../../data/amendment.ts';
import { lockBooking, updateBooking, updateTerms, type Booking } from '../../data/booking.ts';
import { lockStock, lockStocks, release } from '../../data/ledger.ts';
import { giveUpOpen, paymentsOf } from '../../data/payment.ts';
import { openRefunds, type Refund } from '../../data/refund.ts';
import { claim, requestKey } from '../../data/request.ts';
import { endSettlement, findSettlement, type Settlement } from '../../data/settlement.ts';
import { givenBackOf, requireStep } from '../../domain/settlement.ts';
import { callerOf, isRenter, requireManageable } from '../access.ts';
import { lookAtDeliveries } from '../delivery/confirmed.ts';
import { acted, tell } from '../events.ts';
import { dropAmendment, stockOf } from '../expire.ts';
import { answerOnce } from '../once.ts';
import { readmit } from '../reaccommodate.ts';
import { sendRefunds, sendVoids } from '../settle.ts';
import { isPaidAtHandOver } from '../setup.ts';
import type { World } from '../world.ts';
import { journeyIn } from './alternatives.ts';
import { requireSettlement, settledFacts } from './offer.ts';

export interface AnswerSettlementInput {
  id: string;
  accept: boolean;
  guestToken?: string | null;
  idempotencyKey: string;
}

/** The settlement as whoever may answer it finds it; NOT_FOUND for its renter while nobody has offered it to them. */
function requireAnswerable(settlement: Settlement | null, viewer: Viewer, asRenter: boolean): Settlement {
  if (!settlement || (asRenter && !settlement.offeredAt)) throw new Refusal('NOT_FOUND');
  const gaveIt = viewer.id !== null && (viewer.id === settlement.offeredBy || viewer.id === settlement.approvedBy);
  if (asRenter && gaveIt) throw new Refusal('FORBIDDEN');
  return settlement;
}

/** Refuses with WRONG_STATE or OFFER_EXPIRED what can be answered no more. */
function requireAwaited({ state, expiresAt, fromTotalMinor }: Settlement, booking: Booking, accept: boolean, now: Date): void {
  if (state === 'EXPIRED') throw new Refusal('OFFER_EXPIRED');
  if (state !== 'OFFERED') throw new Refusal('WRONG_STATE', state);
  requireStep(state, accept ? 'ACCEPTED' : 'DECLINED');
  if (booking.state !== 'CONFIRMED' && booking.state !== 'REACCOMMODATION') throw new Refusal('WRONG_STATE', booking.state);
  if (expiresAt <= now || fromTotalMinor !== booking.price.totalMinor) throw new Refusal('OFFER_EXPIRED');
}

/** The held class becomes the booking's, and what was paid too much goes back. The booking must be locked. */
async function accept(
  world: World,
  tx: Sql,
  booking: Booking,
  settlement: Settlement,
  now: Date,
): Promise<{ kept: Booking; refunds: Refund[] }> {
  const amendment = await awaitingAmendment(tx, booking.id);
  await lockStocks(tx, [stockOf(booking), settlement, ...(amendment ? [stockOf(amendment)] : [])]);
  if (amendment) await dropAmendment(tx, booking, amendment, now);
  if (booking.held) await release(tx, stockOf(booking), [booking.held]);
  const { price, held, acriss, kind } = settlement;
  const { journey } = booking;
  const free = kind === 'REACCOMMODATION' && { chargedAs: journey.chargedAs ?? journey.acriss };
  const kept: Booking = {
    ...booking,
    state: 'CONFIRMED',
    heldUntil: null,
    journey: { ...journeyIn(acriss, journey), ...free },
    price,
    held,
  };
  const atHandOver = isPaidAtHandOver(world, booking);
  const given = givenBackOf(await paymentsOf(tx, [booking.id]), settlement, atHandOver);
  await endSettlement(tx, settlement.id, 'ACCEPTED', now, given);
  await updateTerms(tx, kept);
  await updateBooking(tx, kept);
  await lookAtDeliveries(tx, kept, now);
  // What is asked of the card just now is no longer what is due.
  if (atHandOver && settlement.differenceMinor > 0) await giveUpOpen(tx, booking.id);
  return { kept, refunds: await openRefunds(tx, booking.id, given.refundMinor, `DOWNGRADE ${settlement.id}`, now) };
}

async function decline(tx: Sql, settlement: Settlement, now: Date): Promise<void> {
  await endSettlement(tx, settlement.id, 'DECLINED', now);
  await lockStock(tx, settlement);
  await release(tx, settlement, [settlement.held]);
}

/**
 * The renter's answer, or the desk's on the renter's word, which needs a step-up where money goes back. Accepted, the booking stands in the
 * offered class and the difference is on its way back; declined, it waits as before. Refuses NOT_FOUND, WRONG_STATE, OFFER_EXPIRED, and
 * FORBIDDEN for a renter who offered it. Safe to repeat.
 */
export function answerSettlement(world: World, viewer: Viewer, input: AnswerSettlementInput): Promise<Settlement> {
  const { id, guestToken } = input;
  const request = requestKey('answerSettlement', callerOf(world, viewer, id), input);
  const again = (made: string): Promise<Settlement> => requireSettlement(world, made);
  return answerOnce(world, request, again, async () => {
    const { bookingId } = await again(id);
    const done = await world.sql.$transaction(async (tx) => {
      const booking = await requireManageable(world, viewer, await lockBooking(tx, bookingId), guestToken);
      const asRenter = isRenter(world, viewer, booking, guestToken);
      const settlement = requireAnswerable(await findSettlement(tx, id), viewer, asRenter);
      if (!asRenter && input.accept && settlement.differenceMinor > 0) requireStepUp(viewer);
      const now = world.clock.now();
      await claim(tx, request, id, now);
      requireAwaited(settlement, booking, input.accept, now);
      const accepted = input.accept ? await accept(world, tx, booking, settlement, now) : null;
      if (!accepted) await decline(tx, settlement, now);
      const refundMinor = accepted?.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0) ?? 0;
      const news = { ...settledFacts(settlement), accepted: input.accept, refundMinor };
      const act = acted(viewer, booking, input.accept ? 'settlementAccepted' : 'settlementDeclined', settledFacts(settlement));
      await tell(tx, accepted?.kept ?? booking, [{ type: 'booking.settlementAnswered', payload: news }], now, act);
      return { refunds: accepted?.refunds ?? [], left: accepted ? stockOf(booking) : settlement };
    });
    await sendRefunds(
      world,
      done.refunds.map((refund) => refund.id),
    );
    if (input.accept) await sendVoids(world, bookingId);
    await readmit(world, { agency: done.left.agency, acriss: done.left.acriss });
    return again(id);
  });
}
