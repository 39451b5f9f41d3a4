import { money } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import { requireScope } from '@ycyw/service/viewer';
import { isRenter, mayRead } from '../../actions/access.ts';
import { requireCharge, type Charged } from '../../actions/charge/desk.ts';
import type { Booking } from '../../data/booking.ts';
import type { Charge } from '../../data/charge/charge.ts';
import { isDisputable } from '../../domain/charge/chargeState.ts';
import type { Reading } from '../../domain/charge/reading.ts';
import { showPayment } from '../booking.ts';
import type { Context } from '../context.ts';
import { photoOf } from '../inspection.ts';
import { showLine } from '../price.ts';
import { ruleOf } from './rule.ts';

export const showReading = (reading: Reading | null) => reading && { ...reading, at: new Date(reading.at) };

/** A charge as the graph shows it to someone who may see its booking; `token` is a guest's. */
export function showCharge(context: Context, booking: Booking, charge: Charge, token?: string | null) {
  const { world, viewer, loaders, language } = context;
  const { id, kind, state, line, amountMinor, announcedMinor, currency, evidence, dispute } = charge;
  const payer = isRenter(world, viewer, booking, token) && (viewer.scopes?.has('bookings:write') ?? true);
  const photos = (ids: readonly string[]) => () => {
    requireScope(viewer, 'customers:read');
    return Promise.all(ids.map((photoId) => photoOf(context, booking.id, photoId)));
  };
  const words = () => {
    requireScope(viewer, 'customers:read');
    return loaders.chargeWords.load(charge);
  };
  const details = async () => (await words())?.details;
  return {
    __typename: 'Charge',
    id,
    kind,
    state,
    line: showLine(line, currency, language),
    amount: money(amountMinor, currency),
    announced: money(announcedMinor, currency),
    rule: ruleOf(evidence.basis, currency, language),
    evidence: {
      before: showReading(evidence.before),
      after: showReading(evidence.after),
      reason: async () => (await details())?.reason ?? null,
      reference: async () => (await details())?.reference ?? null,
      occurredOn: async () => (await details())?.occurredOn ?? null,
      photos: photos(evidence.photoIds),
    },
    announcedAt: charge.announcedAt,
    disputableUntil: charge.disputableUntil,
    disputable: isDisputable(charge, world.clock.now()),
    dispute: dispute && {
      reason: async () => (await words())?.disputeReason ?? null,
      photos: photos(dispute.photoIds),
      at: dispute.at,
      outcome: dispute.outcome,
      resolvedAt: dispute.resolvedAt,
    },
    answer: async () => (await words())?.answer ?? null,
    payment: async () => {
      const payments = charge.paymentId ? await loaders.payments.load(booking.id) : [];
      const payment = payments.find((each) => each.id === charge.paymentId);
      return payment ? showPayment(context, booking, payment, payer) : null;
    },
    of: { booking, token },
  };
}

export const showCharged = (context: Context, { booking, charge }: Charged, token?: string | null) =>
  showCharge(context, booking, charge, token);

/** An entity that another subgraph points to; NOT_FOUND for whoever may not see its booking. */
export async function resolveCharge(context: Context, id: string) {
  requireScope(context.viewer, 'bookings:read');
  const charged = await requireCharge(context.world, id);
  if (!(await mayRead(context.world, context.viewer, charged.booking))) throw new Refusal('NOT_FOUND');
  return showCharged(context, charged);
}
