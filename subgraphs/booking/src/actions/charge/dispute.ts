import { Refusal } from '@ycyw/service/refusal';
import type { Viewer } from '@ycyw/service/viewer';
import { lockBooking } from '../../data/booking.ts';
import { lockCharges, saveCharge } from '../../data/charge/charge.ts';
import { insertDispute, resolveDispute } from '../../data/charge/dispute.ts';
import { about, sealWords } from '../../data/charge/words.ts';
import { photosOf } from '../../data/photo.ts';
import { claim, requestKey } from '../../data/request.ts';
import { isDisputable } from '../../domain/charge/chargeState.ts';
import { reducedLine } from '../../domain/charge/chargeLine.ts';
import { callerOf, isRenter } from '../access.ts';
import { note, tell } from '../events.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import { sendVoids } from '../settle.ts';
import type { World } from '../world.ts';
import { counterFor } from './counter.ts';
import { requireCharge, requireMayForgive, requireWords, stepOfCharge, type Charged } from './desk.ts';
import { leavePayment } from './settled.ts';

export interface DisputeChargeInput {
  chargeId: string;
  reason: string;
  guestToken?: string | null;
  photoIds?: readonly string[] | null;
  idempotencyKey: string;
}

const mostPhotos = 6;

/** The charge to its renter; NOT_FOUND for anyone else, staff among them. */
async function requireOwn(world: World, viewer: Viewer, chargeId: string, token?: string | null): Promise<Charged> {
  const charged = await requireCharge(world, chargeId);
  if (!isRenter(world, viewer, charged.booking, token)) throw new Refusal('NOT_FOUND');
  return charged;
}

/** The renter does not agree: nothing is collected until staff have decided. Refuses NOT_FOUND, and WRONG_STATE after the window or twice. Safe to repeat. */
export function disputeCharge(world: World, viewer: Viewer, input: DisputeChargeInput): Promise<Charged> {
  const request = requestKey('disputeCharge', callerOf(world, viewer, input.chargeId), input);
  const again = (id: string): Promise<Charged> => requireOwn(world, viewer, id, input.guestToken);
  return answerOnce(world, request, again, async () => {
    const now = world.clock.now();
    const { booking, charge } = await requireOwn(world, viewer, input.chargeId, input.guestToken);
    const photoIds = [...new Set(input.photoIds ?? [])];
    if (photoIds.length > mostPhotos || !photoIds.every(isUuid)) throw new Refusal('BAD_INPUT', `photoIds ≤ ${String(mostPhotos)}`);
    const reason = await sealWords(world, booking, requireWords(input.reason, 'reason'), about.reason);
    await world.sql.$transaction(async (tx) => {
      await lockBooking(tx, booking.id);
      const found = (await lockCharges(tx, booking.id)).find(({ id }) => id === charge.id);
      if (!found) throw new Refusal('NOT_FOUND');
      if (!isDisputable(found, now)) throw new Refusal('WRONG_STATE', found.state === 'ANNOUNCED' ? 'DUE' : found.state);
      const photos = await photosOf(tx, booking.id, photoIds);
      if (photos.some(({ purpose }) => purpose !== 'DISPUTE')) throw new Refusal('BAD_INPUT', 'photoIds');
      await claim(tx, request, found.id, now);
      await leavePayment(tx, found, now);
      await saveCharge(tx, { ...found, state: 'DISPUTED', paymentId: null });
      await insertDispute(tx, found.id, reason, photoIds, now);
      const { id: chargeId, kind, amountMinor, currency } = found;
      await tell(tx, booking, [{ type: 'booking.chargeDisputed', payload: { chargeId, kind, amountMinor, currency } }], now);
    });
    await sendVoids(world, booking.id);
    return requireCharge(world, input.chargeId);
  });
}

export interface ResolveDisputeInput {
  chargeId: string;
  outcome: 'UPHOLD' | 'REDUCE' | 'WAIVE';
  amountMinor?: number | null;
  reason: string;
  idempotencyKey: string;
}

const outcomes = { UPHOLD: 'UPHELD', REDUCE: 'REDUCED', WAIVE: 'WAIVED' } as const;

/**
 * Staff decide a dispute: the charge falls due, whole or at less, or is waived. Refuses FORBIDDEN to forgive more than one may, to decide on what
 * one has announced oneself, and on one's own booking. Safe to repeat.
 */
export const resolve = (world: World, viewer: Viewer, input: ResolveDisputeInput): Promise<Charged> =>
  stepOfCharge(world, viewer, 'resolveDispute', input, async (tx, charged, now) => {
    const { booking, charge, staff } = charged;
    const waived = input.outcome === 'WAIVE';
    if (charge.state !== 'DISPUTED') throw new Refusal('WRONG_STATE', charge.state);
    if (charge.announcedBy === staff.id) throw new Refusal('FORBIDDEN');
    const amountMinor = input.outcome === 'REDUCE' ? await reducedTo(world, charged, input.amountMinor) : charge.amountMinor;
    await requireMayForgive(world, staff, charged, waived ? 0 : amountMinor);
    const outcome = outcomes[input.outcome];
    await resolveDispute(tx, charge.id, outcome, staff.id, now);
    const left = {
      ...charge,
      state: waived ? ('WAIVED' as const) : ('DUE' as const),
      amountMinor,
      line: reducedLine(charge.line, amountMinor),
    };
    const facts = {
      chargeId: charge.id,
      kind: charge.kind,
      outcome,
      amountMinor,
      announcedMinor: charge.announcedMinor,
      currency: charge.currency,
    };
    await tell(tx, booking, [{ type: 'booking.chargeResolved', payload: facts }], now);
    await note(tx, staff, booking, 'chargeDisputeResolved', now, facts);
    return left;
  });

async function reducedTo(world: World, { booking, charge }: Charged, amountMinor: number | null | undefined): Promise<number> {
  const least = (await counterFor(world, booking))?.counter.minMinor ?? 1;
  if (!amountMinor || amountMinor < least || amountMinor >= charge.amountMinor)
    throw new Refusal('BAD_INPUT', `amountMinor ${String(least)}…${String(charge.amountMinor - 1)}`);
  return amountMinor;
}
