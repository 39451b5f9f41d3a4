import { latestDeposit } from '@ycyw/core/dues';
import type { Money } from '@ycyw/core/money';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import type { Booking } from './BookingPage.tsx';

type Payment = Booking['payments'][number];

const taken = ['CAPTURED', 'PART_REFUNDED', 'REFUNDED', 'DISPUTED'];
const reasons = ['CANCELLATION', 'AMENDMENT', 'NO_ROOM', 'PAID_TWICE', 'LATE_CAR', 'CHARGE', 'DISPUTE_WON'] as const;
const over = ['EXPIRED', 'CANCELLED', 'NO_SHOW', 'CLOSED'];

/** What was paid, what still is to be, what is only held, and what came back. */
export function Payments({ booking }: { booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { payments, refunds, ratePlan, due, state, pickUp } = booking;
  const reasonOf = (refund: Booking['refunds'][number]) => {
    const reason = reasons.find((each) => each === refund.reason);
    return reason && t(`booking.refundReason.${reason}`);
  };
  const on = (instant: string) => format.instant(instant, 'short', pickUp.agency?.timeZone);
  const money = payments.filter(({ kind }) => kind !== 'DEPOSIT');
  const paid: Money = {
    minor: money.reduce((sum, payment) => (taken.includes(payment.state) ? sum + payment.amount.minor : sum), 0),
    currency: due.currency,
  };
  return (
    <section className="sheet" aria-labelledby="payments">
      <h2 id="payments">{t('booking.payments')}</h2>
      <p className="small muted">
        <b>{ratePlan.name}</b>. {ratePlan.description}
      </p>
      <dl className="kv">
        <Row label={t('booking.paid')}>{format.money(paid)}</Row>
        {due.minor > 0 && !over.includes(state) && (
          <Row label={t(ratePlan.payment === 'AT_HAND_OVER' ? 'booking.dueAtDesk' : 'booking.due')}>
            <span className="due">{format.money(due)}</span>
          </Row>
        )}
        <Deposit booking={booking} />
      </dl>
      {money.length + refunds.length > 0 && (
        <dl className="kv movements">
          {money.map((payment) => (
            <Row key={payment.id} label={t(`booking.payment.${payment.kind}`)} small={on(payment.createdAt)}>
              {format.money(payment.amount)} <small className={toneOf(payment)}>{t(`booking.paymentState.${payment.state}`)}</small>
            </Row>
          ))}
          {refunds.map((refund) => (
            <Row key={refund.id} label={t('booking.refund')} small={on(refund.createdAt)} why={reasonOf(refund)}>
              {format.money(refund.amount)}{' '}
              <small className={refund.state === 'FAILED' ? 'bad' : undefined}>{t(`booking.refundState.${refund.state}`)}</small>
            </Row>
          ))}
        </dl>
      )}
    </section>
  );
}

const toneOf = ({ state }: Payment) => (state === 'FAILED' || state === 'DISPUTED' ? 'bad' : undefined);

function Row({ label, why, small, children }: { label: string; why?: string | undefined; small?: string; children: ReactNode }) {
  return (
    <div>
      <dt>
        {label} {why && <small>{why}</small>} {small && <small>{small}</small>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The latest deposit's state in words; before there is one, when it will be asked for. */
function Deposit({ booking: { payments, deposit, state } }: { booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const latest = latestDeposit(payments);
  if (!latest && (over.includes(state) || deposit.minor === 0)) return null;
  return (
    <Row label={t('booking.deposit')}>
      {format.money(latest?.amount ?? deposit)} <small>{t(`booking.depositState.${latest?.state ?? 'LATER'}`)}</small>
    </Row>
  );
}
