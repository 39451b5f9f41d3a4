import { money } from '@ycyw/service/money';
import { requireScope } from '@ycyw/service/viewer';
import { announceCharge, suggestCharges, type AnnounceChargeInput } from '../../actions/charge/announce.ts';
import { payCharges, type PayChargesInput } from '../../actions/charge/collect.ts';
import { correctOdometer, type CorrectOdometerInput } from '../../actions/charge/correct.ts';
import { disputeCharge, resolve, type DisputeChargeInput, type ResolveDisputeInput } from '../../actions/charge/dispute.ts';
import { refundCharge, withdrawCharge } from '../../actions/charge/forgive.ts';
import { chargeNothing } from '../../actions/desk.ts';
import { chargeLine, passedOnLine } from '../../domain/charge/chargeLine.ts';
import { cleaningGrades, markKinds, severities } from '../../domain/charge/chargeTariff.ts';
import type { Booking } from '../../data/booking.ts';
import { showBooking, showPayment } from '../booking.ts';
import type { Context } from '../context.ts';
import { showLine } from '../price.ts';
import { resolveCharge, showCharged, showReading } from './charge.ts';
import { ruleOf } from './rule.ts';

type Input<Shape> = { input: Shape };
type Step = { id: string; reason: string; idempotencyKey: string };

const stepOf = ({ id, reason, idempotencyKey }: Step) => ({ chargeId: id, reason, idempotencyKey });

export const chargeQueries = {
  chargeSuggestions: async (_: unknown, { bookingId }: { bookingId: string }, { world, viewer, language }: Context) => {
    const { counter, readings, suggestions } = await suggestCharges(world, viewer, bookingId);
    return suggestions.map(({ line, basis, aboveCap }) => ({
      kind: basis.kind,
      line: showLine(line, counter.currency, language),
      rule: ruleOf(basis, counter.currency, language),
      before: showReading(readings.before),
      after: showReading(readings.after),
      needsManager: aboveCap,
    }));
  },
  chargePrices: async (_: unknown, { bookingId }: { bookingId: string }, { world, viewer }: Context) => {
    const { counter } = await suggestCharges(world, viewer, bookingId);
    const { cleaning, damage } = counter.tariff;
    const gross = (kind: 'CLEANING' | 'DAMAGE', minor: number) =>
      money(chargeLine(kind, 1, counter.amount(minor), counter).grossMinor, counter.currency);
    const handling = (kind: 'FINE' | 'TOLL') => money(passedOnLine(kind, 0, counter).feeMinor, counter.currency);
    return {
      cleaning: cleaningGrades.map((grade) => ({ grade, amount: gross('CLEANING', cleaning[grade]) })),
      damage: markKinds.flatMap((mark) =>
        severities.map((severity) => ({ mark, severity, amount: gross('DAMAGE', damage[mark][severity]) })),
      ),
      fineHandling: handling('FINE'),
      tollHandling: handling('TOLL'),
    };
  },
};

export const chargeMutations = {
  releaseDeposit: async (_: unknown, input: Parameters<typeof chargeNothing>[2], context: Context) =>
    showBooking(context, await chargeNothing(context.world, context.viewer, input)),
  correctOdometer: async (_: unknown, { input }: Input<CorrectOdometerInput>, context: Context) =>
    showBooking(context, await correctOdometer(context.world, context.viewer, input)),
  announceCharge: async (_: unknown, { input }: Input<AnnounceChargeInput>, context: Context) =>
    showCharged(context, await announceCharge(context.world, context.viewer, input)),
  withdrawCharge: async (_: unknown, step: Step, context: Context) =>
    showCharged(context, await withdrawCharge(context.world, context.viewer, stepOf(step))),
  refundCharge: async (_: unknown, step: Step, context: Context) =>
    showCharged(context, await refundCharge(context.world, context.viewer, stepOf(step))),
  resolveDispute: async (_: unknown, { input }: Input<ResolveDisputeInput>, context: Context) =>
    showCharged(context, await resolve(context.world, context.viewer, input)),
  disputeCharge: async (_: unknown, { input }: Input<DisputeChargeInput>, context: Context) => {
    requireScope(context.viewer, 'bookings:write');
    return showCharged(context, await disputeCharge(context.world, context.viewer, input), input.guestToken);
  },
  payCharges: async (_: unknown, input: PayChargesInput, context: Context) => {
    requireScope(context.viewer, 'bookings:write');
    const { booking, payment, payer } = await payCharges(context.world, context.viewer, input);
    return showPayment(context, booking, payment, payer);
  },
};

export const chargeEntity = {
  booking: ({ of: { booking, token } }: { of: { booking: Booking; token?: string | null } }, _: unknown, context: Context) =>
    showBooking(context, booking, token),
  __resolveReference: ({ id }: { id: string }, context: Context) => resolveCharge(context, id),
};
