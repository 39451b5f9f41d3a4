import { audit } from '@ycyw/service/audit';
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

/** Tells the other domains of what happened to a booking; nothing of a sandbox booking. */
export async function announce(tx: Sql, booking: Told, news: readonly News[], now: Date): Promise<void> {
  if (booking.sandbox) return;
  const { id, reference, customerId, region, language } = booking;
  const facts = { bookingId: id, reference, customerId, region, locale: language, at: now.toISOString() };
  await append(
    tx,
    news.map(({ type, payload }) => ({ type, payload: { ...facts, ...payload } })),
    now,
  );
}

/** Tells of a booking's new state, and of `more` in the same breath. */
export async function tell(
  tx: Sql,
  booking: Told,
  previousState: BookingState | null,
  now: Date,
  more: readonly News[] = [],
): Promise<void> {
  const { state } = booking;
  const changed = { type: 'booking.changed', payload: { state, previousState, agency: booking.journey.pickUp.agency } };
  await announce(tx, booking, [changed, ...more], now);
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

/** Tells the audit trail what staff or a partner did to a booking; what renters do with their own is not its business. */
export async function note(
  tx: Sql,
  viewer: Viewer,
  { id, sandbox }: Booking,
  doing: Doing,
  now: Date,
  detail: Record<string, string | number> = {},
): Promise<void> {
  if (!isStaff(viewer) && viewer.role !== 'PARTNER') return;
  // Of a key it is also worth knowing which of the partner's it was.
  const means = { ...(sandbox && { sandbox }), ...(viewer.scopes && { keyId: viewer.sessionId }) };
  await audit(
    tx,
    viewer,
    { action: `booking.booking.${doing}`, subjectKind: 'booking', subjectId: id, detail: { ...detail, ...means } },
    now,
  );
}
