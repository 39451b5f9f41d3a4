import { Link } from '@tanstack/react-router';
import { BookingChangedDocument, BookingPageDocument, type BookingPageQuery } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { readRefusal } from '@ycyw/core/refusal';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Journey } from '../../ui/Journey.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { PriceLines } from '../../ui/PriceLines.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Silhouette } from '../../ui/Silhouette.tsx';
import { BookingSettlement } from '../settlements/BookingSettlement.tsx';
import { Documents } from '../documents/Documents.tsx';
import { Amendable } from './Amendable.tsx';
import { BookingNotices } from './BookingNotices.tsx';
import { BookingState } from '../../ui/BookingState.tsx';
import { BookingCharges } from '../charges/BookingCharges.tsx';
import './bookings.css';
import { Condition } from '../inspection/Condition.tsx';
import { Cancellation } from './Cancellation.tsx';
import { BookingReview } from '../reviews/BookingReview.tsx';
import { keepOpen } from '../support/keepOpen.ts';
import { DeliverySheet } from './delivery/DeliverySheet.tsx';
import { Payments } from './Payments.tsx';

export type Booking = NonNullable<BookingPageQuery['booking']>;
type Just = { justConfirmed: boolean; justSettled: 'difference' | 'deposit' | undefined };
type Props = Just & { reference: string; signedIn: boolean; staff: boolean; guestToken: string | undefined; live: Live };

export function BookingPage({ reference, signedIn, staff, guestToken, justConfirmed, justSettled, live }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: BookingPageDocument,
    variables: { reference, guestToken: guestToken ?? null },
    requestPolicy: 'cache-and-network',
  });
  const booking = data?.booking;
  const found = Boolean(booking);
  const [heard, setHeard] = useState(0);
  useEffect(() => {
    if (!found) return;
    return keepOpen(live, BookingChangedDocument, { reference, guestToken: guestToken ?? null }, () => {
      again({ requestPolicy: 'network-only' });
      setHeard((count) => count + 1);
    });
  }, [found, live, reference, guestToken, again]);
  if (booking)
    return (
      <Found
        booking={booking}
        staff={staff}
        guestToken={guestToken}
        justConfirmed={justConfirmed}
        justSettled={justSettled}
        live={live}
        heard={heard}
        onChanged={() => {
          again({ requestPolicy: 'network-only' });
        }}
      />
    );
  const refusedAsUnknown = error !== undefined && ['NOT_FOUND', 'FORBIDDEN'].includes(readRefusal(error).code);
  return (
    <div className="wrap page booking">
      <PageTitle title={t('booking.title', { reference })}>{t('booking.title', { reference })}</PageTitle>
      {fetching && <Bones widths={['50%', '80%', '70%', '60%']} height={22} />}
      {error && !refusedAsUnknown && <Problem failure={error} onRetry={again} />}
      {!fetching && (error === undefined || refusedAsUnknown) && (
        <Empty title={t('booking.notFoundTitle')} text={t('booking.notFound')}>
          {signedIn ? (
            <Link className="btn quiet" to="/bookings">
              {t('shell.bookings')}
            </Link>
          ) : (
            <Link className="btn quiet" to="/sign-in" search={{ next: `/bookings/${reference}` }}>
              {t('shell.signIn')}
            </Link>
          )}
        </Empty>
      )}
    </div>
  );
}

type FoundProps = Just & {
  booking: Booking;
  staff: boolean;
  guestToken: string | undefined;
  live: Live;
  /** How many changes of the booking have been heard of. */
  heard: number;
  onChanged: () => void;
};

function Found({ booking, staff, guestToken, justConfirmed, justSettled, live, heard, onChanged }: FoundProps) {
  const { t } = useTranslation();
  const { reference, state, driver, vehicleClass } = booking;
  const celebrate = justConfirmed && state === 'CONFIRMED';
  const payable = booking.payments.some((payment) => payment.state === 'REQUIRES_PAYMENT' || payment.state === 'REQUIRES_ACTION');
  const waiting = state === 'HELD' || state === 'PENDING_PAYMENT';
  const unpaid = waiting && (payable || Boolean(booking.cardSetup));
  const title = t('booking.title', { reference });
  return (
    <div className="wrap page booking">
      <div className="head">
        <PageTitle title={title} className={celebrate ? 'promise' : undefined}>
          {celebrate ? t('booking.confirmedTitle') : title}
        </PageTitle>
        {celebrate && <p className="lead">{t('booking.confirmedLead', { email: driver?.email ?? '' })}</p>}
        <div className="row">
          {celebrate && (
            <span>
              <span className="muted">{t('booking.reference')}</span> <b className="reference">{reference}</b>
            </span>
          )}
          <BookingState state={state} />
        </div>
        {justSettled && <Notice tone="good">{t(justSettled === 'deposit' ? 'booking.depositHeld' : 'amend.done')}</Notice>}
        <BookingNotices booking={booking} guestToken={guestToken} />
        <BookingSettlement reference={reference} guestToken={guestToken} staff={staff} heard={heard} onAnswered={onChanged} />
      </div>
      <div className="columns">
        <section className="sheet" aria-label={t('booking.journey')}>
          <div className="car">
            <div>
              <h2>{vehicleClass ? t('results.orSimilar', { model: vehicleClass.exampleModel }) : t('booking.car')}</h2>
              {vehicleClass && (
                <p className="small muted">
                  {vehicleClass.acriss.code} · {vehicleClass.acriss.category}, {vehicleClass.acriss.transmission.toLowerCase()}
                </p>
              )}
            </div>
            <Silhouette acriss={vehicleClass?.acriss.code ?? ''} />
          </div>
          <Journey pickUp={booking.pickUp} dropOff={booking.dropOff} />
          <Particulars booking={booking} />
          <Amendable booking={booking} />
          <div className="row">
            {unpaid && (
              <Link className="btn" to="/pay/$reference" params={{ reference }}>
                {t(booking.cardSetup ? 'checkout.task.card.title' : 'checkout.payTitle')}
              </Link>
            )}
            {staff ? (
              <Link className="btn quiet" to="/counter/$reference" params={{ reference }}>
                {t('booking.atCounter')}
              </Link>
            ) : (
              <Link className="btn quiet" to="/help" search={{ booking: reference }}>
                {t('booking.help')}
              </Link>
            )}
          </div>
        </section>
        <div className="stack">
          {[booking.delivery, booking.collection].map(
            (delivery) =>
              delivery && <DeliverySheet key={delivery.id} delivery={delivery} reference={reference} guestToken={guestToken} live={live} />,
          )}
          <BookingCharges booking={booking} staff={staff} guestToken={guestToken} heard={heard} />
          <section className="sheet" aria-labelledby="price">
            <h2 id="price">{t('booking.price')}</h2>
            <PriceLines price={booking.price} />
          </section>
          {!staff && (state === 'RETURNED' || state === 'CLOSED') && (
            <BookingReview
              reference={reference}
              guestToken={guestToken}
              name={driver && `${driver.givenName} ${driver.familyName.charAt(0)}.`}
            />
          )}
          <Payments booking={booking} />
          <Documents reference={reference} state={state} guestToken={guestToken} heard={heard} />
          <Cancellation booking={booking} guestToken={guestToken} onCancelled={onChanged} />
        </div>
      </div>
      {['IN_PROGRESS', 'RETURNED', 'CLOSED'].includes(state) && (
        <Condition
          reference={reference}
          guestToken={guestToken}
          heard={heard}
          timeZones={{ pickUp: booking.pickUp.agency?.timeZone, dropOff: booking.dropOff.agency?.timeZone }}
        />
      )}
    </div>
  );
}

function Particulars({ booking: { driver, extras } }: { booking: Booking }) {
  const { t } = useTranslation();
  return (
    <dl className="kv particulars">
      {driver && (
        <>
          <dt>{t('booking.driver')}</dt>
          <dd>
            {driver.givenName} {driver.familyName}
          </dd>
        </>
      )}
      {extras.length > 0 && (
        <>
          <dt>{t('booking.extras')}</dt>
          <dd>{extras.map(({ extra, quantity }) => (quantity > 1 ? `${extra.name} × ${String(quantity)}` : extra.name)).join(', ')}</dd>
        </>
      )}
    </dl>
  );
}
