import { BookingToPayDocument } from '@ycyw/core/generated/graphql';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import './checkout.css';
import { DepositAgain } from './DepositAgain.tsx';
import { HoldGone } from './HoldGone.tsx';
import { Paying } from './Paying.tsx';
import { type BookingToPay, isGone, payTask, type PayTask } from './payTask.ts';
import { Steps } from './Steps.tsx';
import { Summary } from './Summary.tsx';

type Props = {
  reference: string;
  guestToken: string | undefined;
  /** What the card was asked for is done; null where nothing was left to ask. */
  onConfirmed: (asked: PayTask['kind'] | null) => void;
};

/** Wherever a card is asked for: the rental's, one to be kept, a change's difference, a deposit's. */
export function PayPage({ reference, guestToken, onConfirmed }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: BookingToPayDocument,
    variables: { reference, guestToken: guestToken ?? null },
    requestPolicy: 'network-only',
  });
  const booking = data?.booking;
  // What was asked at first stays what is asked: an answer that comes meanwhile must not change the page under the card form.
  const [first, setFirst] = useState<{ task: PayTask | null }>();
  if (booking && !first) setFirst({ task: payTask(booking) });
  const task = first?.task ?? null;
  const kind = task?.kind ?? null;
  const confirmed = useCallback(() => {
    onConfirmed(kind);
  }, [onConfirmed, kind]);
  const title = t(`checkout.task.${task?.kind ?? 'rental'}.title`);
  const booked = task?.kind === 'difference' || task?.kind === 'deposit';
  return (
    <div className="wrap page checkout">
      <div className="head">
        <PageTitle title={title}>{title}</PageTitle>
        {!booked && <Steps current="payment" />}
      </div>
      {!booking && fetching && <Bones widths={['60%', '80%', '70%']} height={22} />}
      {!booking && error && <Problem failure={error} onRetry={again} />}
      {!booking && !fetching && !error && <Empty title={t('booking.notFoundTitle')} text={t('booking.notFound')} />}
      {booking && (
        <div className="columns">
          <div className="stack main">
            {task?.kind === 'deposit' && <DepositAgain booking={booking} guestToken={guestToken} onConfirmed={confirmed} />}
            {task && task.kind !== 'deposit' && <Paying booking={booking} task={task} guestToken={guestToken} onConfirmed={confirmed} />}
            {!task && <NothingToPay booking={booking} onConfirmed={confirmed} />}
          </div>
          <Summary {...booking} />
        </div>
      )}
    </div>
  );
}

function NothingToPay({ booking, onConfirmed }: { booking: BookingToPay; onConfirmed: () => void }) {
  const { t } = useTranslation();
  const gone = isGone(booking);
  useEffect(() => {
    if (!gone) onConfirmed();
  }, [gone, onConfirmed]);
  return gone ? <HoldGone state={booking.state} /> : <Notice>{t('checkout.nothingDue')}</Notice>;
}
