import { Link } from '@tanstack/react-router';
import { MyBookingsDocument, type MyBookingsQuery } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Silhouette } from '../../ui/Silhouette.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { BookingState } from '../../ui/BookingState.tsx';
import './bookings.css';

type Booking = NonNullable<NonNullable<MyBookingsQuery['me']>['bookings']>['edges'][number]['node'];

const pageSize = 20;

export function BookingsPage({ guestReferences }: { guestReferences: string[] }) {
  const { t } = useTranslation();
  const [first, setFirst] = useState(pageSize);
  const [{ data, error, fetching }, again] = useQuery({
    query: MyBookingsDocument,
    variables: { first },
    requestPolicy: 'cache-and-network',
  });
  const bookings = data?.me?.bookings;
  return (
    <div className="wrap page bookings">
      <PageTitle title={t('booking.listTitle')}>{t('booking.listTitle')}</PageTitle>
      {!bookings && fetching && <Bones widths={['100%', '100%', '100%']} height={84} />}
      {error && <Problem failure={error} onRetry={again} />}
      {bookings?.totalCount === 0 && (
        <Empty title={t('booking.emptyTitle')} text={t('booking.empty')}>
          <Link className="btn" to="/">
            {t('search.title')}
          </Link>
        </Empty>
      )}
      {bookings && bookings.totalCount > 0 && (
        <ul className="trips">
          {bookings.edges.map(({ node }) => (
            <Trip key={node.id} booking={node} />
          ))}
        </ul>
      )}
      {bookings?.pageInfo.hasNextPage && first < 100 && (
        <Button
          tone="quiet"
          busy={fetching && t('shell.loading')}
          onClick={() => {
            setFirst(Math.min(100, first + pageSize));
          }}
        >
          {t('booking.more')}
        </Button>
      )}
      <GuestBookings references={guestReferences} />
    </div>
  );
}

/** What was booked on this device without an account. */
export function GuestBookings({ references }: { references: string[] }) {
  const { t } = useTranslation();
  if (references.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="guest">
      <h2 id="guest">{t('booking.guestHere')}</h2>
      <ul className="row">
        {references.map((reference) => (
          <li key={reference}>
            <Link className="btn quiet compact" to="/bookings/$reference" params={{ reference }}>
              {reference}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Trip({ booking }: { booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { reference, vehicleClass, pickUp, dropOff, price, state } = booking;
  return (
    <li>
      <Link to="/bookings/$reference" params={{ reference }} className="trip">
        <Silhouette acriss={vehicleClass?.acriss.code ?? ''} />
        <span>
          <strong>
            {pickUp.agency?.name ?? ''} → {dropOff.agency?.name ?? ''}
          </strong>
          <span className="muted small">
            {format.wallClock(pickUp.at)} – {format.wallClock(dropOff.at)}
          </span>
          <span className="muted small">{vehicleClass && t('results.orSimilar', { model: vehicleClass.exampleModel })}</span>
        </span>
        <span className="end">
          <b>{format.money(price.total)}</b>
          <BookingState state={state} />
          <span className="small muted">{reference}</span>
        </span>
      </Link>
    </li>
  );
}
