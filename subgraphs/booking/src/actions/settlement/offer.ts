import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { requireStaff, requireStepUp, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { awaitingAmendment } from '../../data/amendment.ts';
import { findBooking, lockBooking, type Booking } from '../../data/booking.ts';
import { take } from '../../data/ledger.ts';
import { paymentsOf } from '../../data/payment.ts';
import { claim, requestKey, type RequestKey } from '../../data/request.ts';
import { findSettlement, insertSettlement, openSettlement, type Settlement } from '../../data/settlement.ts';
import type { Span } from '../../domain/period.ts';
import { givenBackOf, offeredUntil, type Alternative, type SettlementKind } from '../../domain/settlement.ts';
import { callerOf, requireAtDesk } from '../access.ts';
import { acted, tell } from '../events.ts';
import { NoneLeft, unlessSoldOut } from '../expire.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import { spanFrom } from '../reaccommodate.ts';
import { isPaidAtHandOver } from '../setup.ts';
import { readOfferId, type OfferTerms } from '../signature.ts';
import type { World } from '../world.ts';
import { settling } from './alternatives.ts';

export interface OfferSettlementInput {
  bookingId: string;
  kind: SettlementKind;
  alternativeOfferId?: string | null;
  conversationId?: string | null;
  idempotencyKey: string;
}

export async function requireSettlement(world: World, id: string): Promise<Settlement> {
  const settlement = isUuid(id) ? await findSettlement(world.sql, id) : null;
  if (!settlement) throw new Refusal('NOT_FOUND');
  return settlement;
}

/** What the others hear of a settlement that its renter can answer. */
export const offered = ({ id: settlementId, kind, conversationId, differenceMinor, refundMinor, price }: Settlement) => ({
  type: 'booking.settlementOffered',
  payload: { settlementId, kind, conversationId, differenceMinor, refundMinor, currency: price.currency },
});

export const settledFacts = ({ id, kind, acriss, differenceMinor, price }: Settlement): Record<string, string | number> => ({
  ...{ settlementId: id, kind, acriss, differenceMinor },
  currency: price.currency,
});

/** Nobody gives anything to their own booking. */
export function requireNotOwn({ id }: SignedIn, { customerId }: Booking): void {
  if (customerId === id) throw new Refusal('FORBIDDEN');
}

/** The class that is offered; BAD_INPUT where the offer is of another journey. */
function classOf({ journey }: Booking, terms: OfferTerms): string {
  const { pickUp, dropOff } = journey;
  const same =
    terms.pickUpAgency === pickUp.agency &&
    terms.dropOffAgency === dropOff.agency &&
    terms.pickUpLocal === pickUp.local &&
    terms.dropOffLocal === dropOff.local;
  if (!same) throw new Refusal('BAD_INPUT', 'alternativeOfferId: journey');
  return terms.acriss;
}

/**
 * Offers the renter another class in place of the one that we cannot give: one as good at no cost, or a lesser one and the difference
 * back. Beyond an agent's limit it waits for a manager. The class is held while it is open. Refuses NOT_FOUND, OFFER_EXPIRED also where
 * none is left, BAD_INPUT, WRONG_STATE, and FORBIDDEN for one's own booking. Safe to repeat.
 */
export function offerSettlement(world: World, viewer: Viewer, input: OfferSettlementInput): Promise<Settlement> {
  const staff = requireStaff(viewer);
  const request = requestKey('offerSettlement', callerOf(world, staff, staff.id), input);
  return answerOnce(
    world,
    request,
    (id) => requireSettlement(world, id),
    () => offerNow(world, staff, input, request),
  );
}

async function offerNow(world: World, staff: SignedIn, input: OfferSettlementInput, request: RequestKey): Promise<Settlement> {
  const { bookingId, kind, alternativeOfferId, conversationId = null } = input;
  if (!isUuid(bookingId)) throw new Refusal('NOT_FOUND');
  const found = await requireAtDesk(world, staff, await findBooking(world.sql, bookingId));
  requireNotOwn(staff, found);
  if (kind === 'REFUND_DIFFERENCE') requireStepUp(staff);
  if (conversationId !== null && !isUuid(conversationId)) throw new Refusal('NOT_FOUND');
  if (!alternativeOfferId) throw new Refusal('BAD_INPUT', 'alternativeOfferId');
  const acriss = classOf(found, readOfferId(world.signingKey, alternativeOfferId, world.clock.now()));
  const { priceIn, termsIn } = await settling(world, found);
  const price = priceIn(acriss);
  const terms = price && termsIn(kind, acriss, price);
  if (!terms) throw new Refusal('BAD_INPUT', `alternativeOfferId: ${kind}`);
  const stock = { agency: found.journey.pickUp.agency, acriss };
  const made = await unlessSoldOut(world, stock, () =>
    world.sql.$transaction(async (tx) => {
      const booking = await requireAtDesk(world, staff, await lockBooking(tx, bookingId));
      const now = world.clock.now();
      const held = await requireOfferable(tx, booking, found, now);
      const settlement = await draft(world, tx, { staff, booking, terms, acriss, conversationId, held, now });
      await claim(tx, request, settlement.id, now);
      if (!(await take(tx, stock, [held]))) throw new NoneLeft();
      await insertSettlement(tx, settlement);
      const act = acted(staff, booking, 'settlementOffered', settledFacts(settlement));
      await tell(tx, booking, settlement.offeredAt ? [offered(settlement)] : [], now, act);
      return settlement;
    }),
  );
  if (!made) throw new Refusal('OFFER_EXPIRED');
  return made;
}

/** What would be held from now on; refuses WRONG_STATE what is not waiting for its car, changes just now, or is offered something already. */
async function requireOfferable(tx: Sql, booking: Booking, seen: Booking, now: Date): Promise<Span> {
  const held = spanFrom(booking, now);
  const waits = (booking.state === 'CONFIRMED' || booking.state === 'REACCOMMODATION') && !booking.sandbox;
  if (!waits || !held) throw new Refusal('WRONG_STATE', booking.state);
  const moved = !isDeepStrictEqual([booking.journey, booking.price], [seen.journey, seen.price]);
  if (moved || (await awaitingAmendment(tx, booking.id))) throw new Refusal('WRONG_STATE');
  const open = await openSettlement(tx, booking.id);
  if (open) throw new Refusal('WRONG_STATE', open.state);
  return held;
}

interface Drafting {
  staff: SignedIn;
  booking: Booking;
  terms: Alternative;
  acriss: string;
  conversationId: string | null;
  held: Span;
  now: Date;
}

async function draft(world: World, tx: Sql, { staff, booking, terms, acriss, conversationId, held, now }: Drafting): Promise<Settlement> {
  const waits = terms.needsManager && staff.role === 'AGENT';
  return {
    id: uuidv7(),
    bookingId: booking.id,
    kind: terms.kind,
    state: waits ? 'AWAITING_APPROVAL' : 'OFFERED',
    agency: booking.journey.pickUp.agency,
    acriss,
    held,
    fromTotalMinor: booking.price.totalMinor,
    price: terms.price,
    differenceMinor: terms.differenceMinor,
    ...givenBackOf(await paymentsOf(tx, [booking.id]), terms, isPaidAtHandOver(world, booking)),
    conversationId,
    offeredBy: staff.id,
    approvedBy: null,
    offeredAt: waits ? null : now,
    expiresAt: offeredUntil(now, booking, world.tariff.settlements),
    createdAt: now,
  };
}
