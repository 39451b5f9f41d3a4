import { Link } from '@tanstack/react-router';
import { depositToMend, waitingPayment } from '@ycyw/core/dues';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useSettlements } from '../settlements/useSettlements.ts';
import type { Booking } from './BookingPage.tsx';

/** What the renter has to know or do before anything else. */
export function BookingNotices({ booking, guestToken }: { booking: Booking; guestToken: string | undefined }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const { reference, state, payments } = booking;
  if (state === 'REACCOMMODATION') return <Reaccommodation booking={booking} guestToken={guestToken} />;
  if (state !== 'CONFIRMED') return null;
  const due = waitingPayment(payments);
  const kind = booking.ratePlan.payment === 'NOW' ? 'difference' : 'rental';
  const deposit = depositToMend(payments);
  return (
    <>
      {due && (
        <Notice tone="warn" title={t(`booking.waiting.${kind}Title`)}>
          <p>{t(`booking.waiting.${kind}`)}</p>
          <Link className="btn" to="/pay/$reference" params={{ reference }}>
            {t(`checkout.task.${kind}.action`, { amount: money(due.amount) })}
          </Link>
        </Notice>
      )}
      {deposit && (
        <Notice
          tone={deposit.state === 'FAILED' ? 'bad' : 'warn'}
          title={t(deposit.state === 'FAILED' ? 'booking.depositFailedTitle' : 'booking.depositActionTitle')}
        >
          <p>
            {t(deposit.state === 'FAILED' ? 'booking.depositFailed' : 'booking.depositAction', {
              amount: money(deposit.amount, { short: true }),
            })}
          </p>
          <Link className="btn" to="/pay/$reference" params={{ reference }}>
            {t('booking.depositMend', { amount: money(deposit.amount, { short: true }) })}
          </Link>
        </Notice>
      )}
    </>
  );
}

/** What comes next; where an offer stands already, that is it. */
function Reaccommodation({ booking: { reference }, guestToken }: { booking: Booking; guestToken: string | undefined }) {
  const { t } = useTranslation();
  const { booking } = useSettlements(reference, guestToken);
  if (booking?.settlements[0]?.state === 'OFFERED')
    return (
      <Notice tone="warn" title={t('booking.reaccommodation.title')}>
        {t('booking.reaccommodation.offered')}
      </Notice>
    );
  return (
    <Notice tone="warn" title={t('booking.reaccommodation.title')}>
      <p>{t('booking.reaccommodation.why')}</p>
      <ol className="next">
        <li>{t('booking.reaccommodation.back')}</li>
        <li>{t('booking.reaccommodation.other')}</li>
        <li>{t('booking.reaccommodation.cancel')}</li>
      </ol>
      <Link className="btn quiet" to="/help" search={{ booking: reference }}>
        {t('booking.reaccommodation.help')}
      </Link>
    </Notice>
  );
}
