import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import type { Booking } from './BookingPage.tsx';

export function Payments({ booking: { payments, refunds } }: { booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="sheet" aria-labelledby="payments">
      <h2 id="payments">{t('booking.payments')}</h2>
      {payments.length === 0 && <p className="muted">{t('booking.noPayments')}</p>}
      <dl className="kv">
        {payments.map((payment) => (
          <div key={payment.id}>
            <dt>
              {t(`booking.payment.${payment.kind}`)} <small>{format.instant(payment.createdAt)}</small>
            </dt>
            <dd>
              {format.money(payment.amount)} <small>{t(`booking.paymentState.${payment.state}`)}</small>
            </dd>
          </div>
        ))}
        {refunds.map((refund) => (
          <div key={refund.id}>
            <dt>
              {t('booking.refund')} <small>{format.instant(refund.createdAt)}</small>
            </dt>
            <dd>
              {format.money(refund.amount)} <small>{t(`booking.refundState.${refund.state}`)}</small>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
