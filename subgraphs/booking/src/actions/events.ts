import { audited } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import type { Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { isStaff, type Viewer } from '@ycyw/service/viewer';

interface News {
  type: string;
  payload: Record<string, unknown>;
}

type Told = Pick<Booking, 'id' | 'reference' | 'customerId' | 'region' | 'language' | 'sandbox'>;

/** What the other domains hear of a booking; nothing of a sandbox booking. */
export function heard({ id, reference, customerId, region, language, sandbox }: Told, news: readonly News[], now: Date): News[] {
  if (sandbox) return [];
  const facts = { bookingId: id, reference, customerId, region, locale: language, at: now.toISOString() };
  return news.map(({ type, payload }) => ({ type, payload: { ...facts, ...payload } }));
}

/** Tells the others of a booking; `acts` are for the audit trail. */
export const tell = (tx: Sql, booking: Told, news: readonly News[], now: Date, acts: readonly News[] = []): Promise<void> =>
  append(tx, [...heard(booking, news, now), ...acts], now);

type Doing =
  | 'booked'
  | 'amended'
  | 'cancelled'
  | 'handedOver'
  | 'takenBack'
  | 'noShow'
  | 'paidAtDesk'
  | 'charged'
  | 'refundedAtDesk'
  | 'odometerCorrected'
  | 'depositRetried'
  | 'depositReleased'
  | 'deliveryReplanned'
  | 'chargeAnnounced'
  | 'chargeWithdrawn'
  | 'chargeDisputeResolved'
  | 'chargeRefunded'
  | 'chargesAsked'
  | 'settlementOffered'
  | 'settlementApproved'
  | 'settlementRefused'
  | 'settlementAccepted'
  | 'settlementDeclined';

/** What staff or a partner did to a booking, for the audit trail; what renters do with their own is not its business. */
export function acted(
  viewer: Viewer,
  { id, sandbox }: Pick<Booking, 'id' | 'sandbox'>,
  doing: Doing,
  detail: Record<string, string | number> = {},
): News[] {
  if (!isStaff(viewer) && viewer.role !== 'PARTNER') return [];
  // Of a key it is also worth knowing which of the partner's it was.
  const means = { ...(sandbox && { sandbox }), ...(viewer.scopes && { keyId: viewer.sessionId }) };
  return [audited(viewer, { action: `booking.booking.${doing}`, subjectKind: 'booking', subjectId: id, detail: { ...detail, ...means } })];
}

/** Tells the audit trail alone. */
export const note = (
  tx: Sql,
  viewer: Viewer,
  booking: Booking,
  doing: Doing,
  now: Date,
  detail?: Record<string, string | number>,
): Promise<void> => append(tx, acted(viewer, booking, doing, detail), now);
