import { Link } from '@tanstack/react-router';
import { BookingToAmendDocument } from '@ycyw/core/generated/graphql';
import { waitingPayment } from '@ycyw/core/dues';
import { readRefusal } from '@ycyw/core/refusal';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useNow } from '../../../ui/useNow.ts';
import '../bookings.css';
import './amend.css';
import { Amend } from './Amend.tsx';
import type { BookingToAmend } from './amendWish.ts';

type Props = { reference: string; guestToken: string | undefined; onDue: () => void };

export function AmendPage({ reference, guestToken, onDue }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: BookingToAmendDocument,
    variables: { reference, guestToken: guestToken ?? null },
    requestPolicy: 'network-only',
  });
  const booking = data?.booking;
  const unknown = error !== undefined && ['NOT_FOUND', 'FORBIDDEN'].includes(readRefusal(error).code);
  return (
    <div className="wrap page booking amend">
      <div className="head">
        <PageTitle title={t('amend.title', { reference })}>{t('amend.title', { reference })}</PageTitle>
        <Link className="link" to="/bookings/$reference" params={{ reference }}>
          {t('amend.backToBooking')}
        </Link>
      </div>
      {!booking && fetching && <Bones widths={['100%', '80%', '60%']} height={22} />}
      {!booking && error && !unknown && <Problem failure={error} onRetry={again} />}
      {!booking && !fetching && (!error || unknown) && <Empty title={t('booking.notFoundTitle')} text={t('booking.notFound')} />}
      {booking && <Allowed booking={booking} guestToken={guestToken} onDue={onDue} />}
    </div>
  );
}

/** Says beforehand why a booking cannot be changed; the server would refuse it. */
function Allowed({ booking, guestToken, onDue }: { booking: BookingToAmend } & Omit<Props, 'reference'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  const { reference, state, amendableUntil, pickUp, payments } = booking;
  if (waitingPayment(payments))
    return (
      <Notice tone="warn" title={t('booking.waiting.differenceTitle')}>
        <p>{t('booking.waiting.difference')}</p>
        <Link className="btn" to="/pay/$reference" params={{ reference }}>
          {t('checkout.task.difference.title')}
        </Link>
      </Notice>
    );
  if (state !== 'CONFIRMED')
    return (
      <Notice tone="warn" title={t(`booking.state.${state}`)}>
        <p>{t('amend.wrongState')}</p>
        <Help reference={reference} />
      </Notice>
    );
  const when = amendableUntil && format.instant(amendableUntil, 'short', pickUp.agency?.timeZone);
  if (!when || Date.parse(amendableUntil) < now.getTime())
    return (
      <Notice tone="warn" title={t('amend.tooLateTitle')}>
        <p>{when ? t('amend.tooLate', { when, city: pickUp.agency?.city ?? '' }) : t('amend.wrongState')}</p>
        <Help reference={reference} />
      </Notice>
    );
  return (
    <>
      <p className="lead">{t('amend.until', { when, city: pickUp.agency?.city ?? '' })}</p>
      <Amend booking={booking} guestToken={guestToken} onDue={onDue} />
    </>
  );
}

function Help({ reference }: { reference: string }) {
  const { t } = useTranslation();
  return (
    <Link className="btn quiet" to="/help" search={{ booking: reference }}>
      {t('booking.help')}
    </Link>
  );
}
