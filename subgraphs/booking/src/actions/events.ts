import { audited } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import type { Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { isStaff, type Viewer } from '@ycyw/service/viewer';
import type { BookingState } from '../domain/bookingState.ts';

interface News {
  type: string;
  payload: Record<string, unknown>;
}

type Told = Pick<Booking, 'id' | 'reference' | 'state' | 'customerId' | 'region' | 'language' | 'sandbox' | 'journey'>;

/** What the other domains hear of a booking; nothing of a sandbox booking. */
function heard({ id, reference, customerId, region, language, sandbox }: Told, news: readonly News[], now: Date): News[] {
  if (sandbox) return [];
  const facts = { bookingId: id, reference, customerId, region, locale: language, at: now.toISOString() };
  return news.map(({ type, payload }) => ({ type, payload: { ...facts, ...payload } }));
}

export const announce = (tx: Sql, booking: Told, news: readonly News[], now: Date): Promise<void> =>
  append(tx, heard(booking, news, now), now);

/** Tells of a booking's new state, and of `more` in the same breath; `acts` are for the audit trail. */
export async function tell(
  tx: Sql,
  booking: Told,
  previousState: BookingState | null,
  now: Date,
  more: readonly News[] = [],
  acts: readonly News[] = [],
): Promise<void> {
  const { state } = booking;
  const changed = { type: 'booking.changed', payload: { state, previousState, agency: booking.journey.pickUp.agency } };
  await append(tx, [...heard(booking, [changed, ...more], now), ...acts], now);
}

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
  | 'depositRetried';

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
