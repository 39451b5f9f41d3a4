import { Refusal } from '@ycyw/service/refusal';
import { requireRole, requireStepUp, type Viewer } from '@ycyw/service/viewer';
import { lockBooking } from '../../data/booking.ts';
import { lockStock, release } from '../../data/ledger.ts';
import { claim, requestKey } from '../../data/request.ts';
import { endSettlement, findSettlement, saveApproval } from '../../data/settlement.ts';
import { offeredUntil, requireStep } from '../../domain/settlement.ts';
import { callerOf, requireAtDesk } from '../access.ts';
import { acted, tell } from '../events.ts';
import { answerOnce } from '../once.ts';
import type { World } from '../world.ts';
import { offered, requireNotOwn, requireSettlement, settledFacts } from './offer.ts';
import type { Settlement } from '../../data/settlement.ts';

export interface ApproveSettlementInput {
  id: string;
  approve: boolean;
  idempotencyKey: string;
}

/**
 * A manager's word on what an agent may not offer alone: the renter is told of it, or it is off. Refuses NOT_FOUND, FORBIDDEN for agents,
 * whoever offered it and whoever rents, OFFER_EXPIRED and WRONG_STATE. Safe to repeat.
 */
export function approveSettlement(world: World, viewer: Viewer, input: ApproveSettlementInput): Promise<Settlement> {
  const manager = requireRole(viewer, 'MANAGER', 'ADMIN');
  const request = requestKey('approveSettlement', callerOf(world, manager, manager.id), input);
  const again = (id: string): Promise<Settlement> => requireSettlement(world, id);
  return answerOnce(world, request, again, async () => {
    const { bookingId } = await again(input.id);
    await world.sql.$transaction(async (tx) => {
      const booking = await requireAtDesk(world, manager, await lockBooking(tx, bookingId));
      const settlement = await findSettlement(tx, input.id);
      if (!settlement) throw new Refusal('NOT_FOUND');
      if (settlement.offeredBy === manager.id) throw new Refusal('FORBIDDEN');
      requireNotOwn(manager, booking);
      if (input.approve && settlement.differenceMinor > 0) requireStepUp(manager);
      const now = world.clock.now();
      await claim(tx, request, settlement.id, now);
      if (settlement.state !== 'AWAITING_APPROVAL') throw new Refusal('WRONG_STATE', settlement.state);
      requireStep(settlement.state, input.approve ? 'OFFERED' : 'DECLINED');
      if (settlement.expiresAt <= now) throw new Refusal('OFFER_EXPIRED');
      if (booking.state !== 'CONFIRMED' && booking.state !== 'REACCOMMODATION') throw new Refusal('WRONG_STATE', booking.state);
      const act = acted(manager, booking, input.approve ? 'settlementApproved' : 'settlementRefused', settledFacts(settlement));
      if (input.approve) {
        await saveApproval(tx, settlement.id, manager.id, offeredUntil(now, booking, world.tariff.settlements), now);
        await tell(tx, booking, [offered(settlement)], now, act);
        return;
      }
      await endSettlement(tx, settlement.id, 'DECLINED', now);
      await Promise.all([lockStock(tx, settlement), release(tx, settlement, [settlement.held]), tell(tx, booking, [], now, act)]);
    });
    return again(input.id);
  });
}
