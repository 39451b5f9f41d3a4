import { refundNow } from '@ycyw/core/cancellation';
import { paidMinor } from '@ycyw/core/dues';
import { CancelBookingDocument } from '@ycyw/core/generated/graphql';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { useNow } from '../../ui/useNow.ts';
import type { Booking } from './BookingPage.tsx';
import { Tiers } from './Tiers.tsx';

type Props = { booking: Booking; guestToken: string | undefined; onCancelled: () => void };

const cancellable = ['HELD', 'PENDING_PAYMENT', 'CONFIRMED', 'REACCOMMODATION'];

/** What cancelling gives back and when; done in two steps, with the amount on both buttons. */
export function Cancellation({ booking, guestToken, onCancelled }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  const [asking, setAsking] = useState(false);
  const [{ data, error, fetching }, cancel] = useMutation(CancelBookingDocument);
  const keyFor = useIdempotencyKey();
  const question = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (asking) question.current?.focus();
    else if (asked.current) button.current?.focus();
    asked.current = asking;
  }, [asking]);

  const result = data?.cancelBooking;
  if (result) {
    const amount = result.refund && result.refund.amount.minor > 0 ? format.money(result.refund.amount) : null;
    return (
      <Notice tone="good" takesFocus>
        {amount ? t('booking.cancelled', { amount }) : t('booking.cancelledNothing')}
      </Notice>
    );
  }
  if (!cancellable.includes(booking.state)) return null;
  const paid = paidMinor(booking.payments, booking.refunds);
  const stands = booking.state === 'CONFIRMED' || booking.state === 'REACCOMMODATION';
  const refund = stands ? refundNow(booking.cancellation, now) : null;
  // No tier but this one: a car that we cannot promise, or that was late, gives all back whenever.
  const all = booking.cancellation.length === 1 && refund !== null && refund.minor >= paid;
  const amount = refund && refund.minor > 0 ? format.money(refund) : null;
  // With nothing paid there is nothing to give back, and nothing to lose.
  const disputed = booking.payments.some(({ state }) => state === 'DISPUTED');
  const words = amount ? 'cancel' : paid > 0 || disputed ? 'cancelNothing' : 'cancelFree';
  const confirm = () => {
    const input = { bookingId: booking.id, guestToken: guestToken ?? null };
    void cancel({ input: { ...input, idempotencyKey: keyFor(input) } }).then((answer) => {
      if (answer.data) onCancelled();
    });
  };
  return (
    <section className="sheet" aria-labelledby="cancellation">
      <h2 id="cancellation">{t('booking.cancellation')}</h2>
      {words === 'cancelFree' && <p className="muted">{t('booking.cancelFreeHint')}</p>}
      {words !== 'cancelFree' && (all ? <p className="muted">{t('booking.cancelAll')}</p> : <Tiers booking={booking} paidMinor={paid} />)}
      {error && <Problem failure={error} />}
      {!asking && (
        <Button
          ref={button}
          tone="danger"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t(`booking.${words}`, { amount })}
        </Button>
      )}
      {asking && (
        <div
          className="stack question"
          ref={question}
          tabIndex={-1}
          role="group"
          aria-labelledby="really"
          onKeyDown={({ key }) => {
            if (key === 'Escape' && !fetching) setAsking(false);
          }}
        >
          <h3 id="really">{t('booking.cancelTitle')}</h3>
          <p>{t(`booking.${words}Text`, { amount })}</p>
          <div className="row">
            <Button tone="danger" busy={fetching && t('shell.loading')} onClick={confirm}>
              {t(`booking.${words}Yes`, { amount })}
            </Button>
            <Button
              tone="quiet"
              onClick={() => {
                setAsking(false);
              }}
            >
              {t('booking.cancelNo')}
            </Button>
          </div>
        </div>
      )}
    </section>
  );
}
