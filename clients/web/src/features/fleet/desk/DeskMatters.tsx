import { depositToMend } from '@ycyw/core/dues';
import { DeskBookingDocument, type DeskBookingQuery } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useFormat } from '../../../ui/useFormat.ts';
import { DepositRetry } from './DepositRetry.tsx';
import '../fleet.css';
import './desk.css';
import { DeskPayment } from './DeskPayment.tsx';
import { NoShow } from './NoShow.tsx';
import { RefundByHand, refundsByHand } from './RefundByHand.tsx';
import { SavedCard } from './SavedCard.tsx';

export type DeskBooking = NonNullable<DeskBookingQuery['booking']>;

const payable: readonly DeskBooking['state'][] = ['CONFIRMED', 'IN_PROGRESS', 'RETURNED'];

/** What a desk does about a booking's money, and about a renter who did not come. */
export function DeskMatters({ reference }: { reference: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data }] = useQuery({ query: DeskBookingDocument, variables: { reference }, requestPolicy: 'cache-and-network' });
  const booking = data?.booking;
  if (!booking) return null;
  const open = payable.includes(booking.state);
  const owed = open && booking.due.minor > 0;
  const byHand = refundsByHand(booking);
  if (!open && byHand.length === 0) return null;
  return (
    <section className="wrap desk-matters" aria-labelledby="desk-matters">
      <div className="head">
        <h2 id="desk-matters">{t('fleet.desk.title')}</h2>
        <p className={owed ? 'owed' : 'muted'}>
          {owed ? t('fleet.desk.due', { amount: format.money(booking.due) }) : t('fleet.desk.nothingDue')}
        </p>
      </div>
      <div className="matters">
        {owed && <DeskPayment key={booking.due.minor} booking={booking} />}
        {owed && <SavedCard booking={booking} />}
        {open && depositToMend(booking.payments) && <DepositRetry booking={booking} />}
        {byHand.map((refund) => (
          <RefundByHand key={refund.id} refund={refund} />
        ))}
        {booking.state === 'CONFIRMED' && <NoShow booking={booking} />}
      </div>
    </section>
  );
}
