import { Link } from '@tanstack/react-router';
import { BookingToPayDocument, type BookingToPayQuery, PaymentSettingsDocument } from '@ycyw/core/generated/graphql';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Countdown } from '../../ui/Countdown.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { CardForm } from './CardForm.tsx';
import './checkout.css';
import { Confirming } from './Confirming.tsx';
import { heldUntil } from './heldUntil.ts';
import { Steps } from './Steps.tsx';
import { Summary } from './Summary.tsx';

type Booking = NonNullable<BookingToPayQuery['booking']>;
type Props = { reference: string; guestToken: string | undefined; onConfirmed: () => void };

export function PayPage({ reference, guestToken, onConfirmed }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: BookingToPayDocument,
    variables: { reference, guestToken: guestToken ?? null },
    requestPolicy: 'network-only',
  });
  const booking = data?.booking;
  return (
    <div className="wrap page checkout">
      <div className="head">
        <PageTitle title={t('checkout.payTitle')}>{t('checkout.payTitle')}</PageTitle>
        <Steps current="payment" />
      </div>
      {!booking && fetching && <Bones widths={['60%', '80%', '70%']} height={22} />}
      {!booking && error && <Problem failure={error} onRetry={again} />}
      {!booking && !fetching && !error && <Empty title={t('booking.notFoundTitle')} text={t('booking.notFound')} />}
      {booking && (
        <div className="columns">
          <Summary vehicleClass={booking.vehicleClass} pickUp={booking.pickUp} dropOff={booking.dropOff} price={booking.price} />
          <div className="stack main">
            <Paying booking={booking} guestToken={guestToken} onConfirmed={onConfirmed} />
          </div>
        </div>
      )}
    </div>
  );
}

const open = ['REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED'];

function Paying({ booking, guestToken, onConfirmed }: { booking: Booking; guestToken: string | undefined; onConfirmed: () => void }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [{ data: settings, error }, again] = useQuery({ query: PaymentSettingsDocument });
  const payment = booking.payments.find(({ kind }) => kind === 'RENTAL');
  const waiting = booking.state === 'HELD' || booking.state === 'PENDING_PAYMENT';
  const [phase, setPhase] = useState<'card' | 'confirming' | 'declined' | 'gone'>(() =>
    payment && !open.includes(payment.state) ? 'confirming' : 'card',
  );
  const gone = phase === 'gone' || booking.state === 'EXPIRED' || booking.state === 'CANCELLED';
  useEffect(() => {
    if (!waiting && !gone) onConfirmed();
  }, [waiting, gone, onConfirmed]);

  if (gone) {
    return (
      <Notice tone="warn" title={t(`booking.state.${booking.state === 'CANCELLED' ? 'CANCELLED' : 'EXPIRED'}`)}>
        <p>{t('checkout.holdGone')}</p>
        <Link className="btn" to="/">
          {t('checkout.searchAgain')}
        </Link>
      </Notice>
    );
  }
  if (!payment) return <Notice>{t('checkout.nothingDue')}</Notice>;
  if (phase === 'confirming') {
    return (
      <Confirming
        reference={booking.reference}
        guestToken={guestToken}
        paymentId={payment.id}
        onSettled={(outcome) => {
          if (outcome === 'confirmed') onConfirmed();
          else setPhase(outcome);
        }}
      />
    );
  }
  const until = heldUntil.read(booking.reference);
  return (
    <>
      <p className="muted">{t('checkout.payLead')}</p>
      {until && (
        <div>
          <Countdown label={t('checkout.holds')} gone={t('booking.state.EXPIRED')} until={until} />
        </div>
      )}
      {error && <Problem failure={error} onRetry={again} />}
      {settings && payment.clientSecret && (
        <CardForm
          {...settings.paymentSettings}
          clientSecret={payment.clientSecret}
          amount={money(payment.amount)}
          declined={phase === 'declined'}
          onPaid={() => {
            setPhase('confirming');
          }}
        />
      )}
    </>
  );
}
