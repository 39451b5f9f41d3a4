import { Link } from '@tanstack/react-router';
import { waitingPayment } from '@ycyw/core/dues';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { useNow } from '../../ui/useNow.ts';
import type { Booking } from './BookingPage.tsx';

/** Until when the booking can be changed, and the way there. */
export function Amendable({ booking }: { booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  const { reference, state, amendableUntil, pickUp, payments } = booking;
  if (state !== 'CONFIRMED' || !amendableUntil || waitingPayment(payments)) return null;
  const city = pickUp.agency?.city ?? '';
  const when = format.instant(amendableUntil, 'short', pickUp.agency?.timeZone);
  if (Date.parse(amendableUntil) < now.getTime()) return <p className="small muted">{t('amend.tooLate', { when, city })}</p>;
  return (
    <div className="amendable">
      <Link className="btn quiet" to="/bookings/$reference/amend" params={{ reference }}>
        {t('amend.open')}
      </Link>
      <p className="small muted">{t('amend.until', { when, city })}</p>
    </div>
  );
}
