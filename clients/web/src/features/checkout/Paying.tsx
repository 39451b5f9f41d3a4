import { Link } from '@tanstack/react-router';
import { PaymentSettingsDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Countdown } from '../../ui/Countdown.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { CardForm } from './CardForm.tsx';
import { Confirming } from './Confirming.tsx';
import { heldUntil } from './heldUntil.ts';
import { HoldGone } from './HoldGone.tsx';
import { type BookingToPay, isWaiting, type PayTask, settledBy } from './payTask.ts';

type Props = { booking: BookingToPay; task: PayTask; guestToken: string | undefined; onConfirmed: () => void };

const open = ['REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED'];

/** The card form with what it is for, then the wait for the server's word. */
export function Paying({ booking, task, guestToken, onConfirmed }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [{ data: settings, error }, again] = useQuery({ query: PaymentSettingsDocument });
  const clientSecret = task.kind === 'card' ? task.clientSecret : task.payment.clientSecret;
  const payable = task.kind === 'card' ? clientSecret !== null : open.includes(task.payment.state);
  const [phase, setPhase] = useState<'card' | 'confirming' | 'declined' | 'gone'>(payable ? 'card' : 'confirming');
  const { reference } = booking;
  const amount = money(task.kind === 'card' ? booking.due : task.payment.amount);
  const deposit = money(booking.deposit, { short: true });

  if (phase === 'gone') return isWaiting(booking) ? <HoldGone state="EXPIRED" /> : <ChangeGone reference={reference} />;
  if (phase === 'confirming')
    return (
      <Confirming
        reference={reference}
        guestToken={guestToken}
        settled={(progress) => settledBy(task, progress)}
        hint={t(`checkout.task.${task.kind}.confirming`)}
        onSettled={(outcome) => {
          if (outcome === 'confirmed') onConfirmed();
          else setPhase(outcome);
        }}
      />
    );
  const until = isWaiting(booking) ? heldUntil.read(reference) : null;
  return (
    <>
      {task.kind === 'card' && <Notice tone="good" title={t('checkout.nothingToday')} />}
      <p className="muted">
        {task.kind === 'card' && booking.due.minor === 0
          ? t('checkout.task.card.covered', { deposit })
          : t(`checkout.task.${task.kind}.lead`, { amount, deposit })}{' '}
        {t('checkout.payLead')}
      </p>
      {until && (
        <div>
          <Countdown label={t('checkout.holds')} gone={t('booking.state.EXPIRED')} until={until} />
        </div>
      )}
      {error && <Problem failure={error} onRetry={again} />}
      {settings && clientSecret && (
        <CardForm
          {...settings.paymentSettings}
          clientSecret={clientSecret}
          mode={task.kind === 'card' ? 'save' : 'pay'}
          action={t(`checkout.task.${task.kind}.action`, { amount, deposit })}
          busy={t(`checkout.task.${task.kind}.busy`)}
          declined={phase === 'declined'}
          onDone={() => {
            setPhase('confirming');
          }}
        />
      )}
      {task.kind === 'rental' && <p className="small muted">{t('checkout.depositLater', { deposit })}</p>}
    </>
  );
}

function ChangeGone({ reference }: { reference: string }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t('amend.goneTitle')} takesFocus>
      <p>{t('amend.gone')}</p>
      <Link className="btn" to="/bookings/$reference" params={{ reference }}>
        {t('amend.backToBooking')}
      </Link>
    </Notice>
  );
}
