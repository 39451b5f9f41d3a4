import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import type { Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { isStaff, type Viewer } from '@ycyw/service/viewer';
import type { BookingState } from '../domain/bookingState.ts';

/** Tells the other domains of a booking's new state, and of `more` in the same breath; nothing of a sandbox booking. */
export async function tell(
  tx: Sql,
  booking: Booking,
  previousState: BookingState | null,
  now: Date,
  more: { type: string; payload: Record<string, unknown> }[] = [],
): Promise<void> {
  if (booking.sandbox) return;
  const { id, reference, state, customerId, region, language } = booking;
  const payload = { bookingId: id, reference, customerId, region, locale: language, at: now.toISOString() };
  const agency = booking.journey.pickUp.agency;
  await append(
    tx,
    [
      { type: 'booking.changed', payload: { ...payload, state, previousState, agency } },
      ...more.map((event) => ({ type: event.type, payload: { ...payload, ...event.payload } })),
    ],
    now,
  );
}

type Doing = 'booked' | 'amended' | 'cancelled' | 'handedOver' | 'takenBack' | 'noShow';

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
