import { Link } from '@tanstack/react-router';
import { NextTripsDocument, type NextTripsQuery } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Silhouette } from '../../ui/Silhouette.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { Words } from '../../ui/Words.tsx';
import './nextTrips.css';

type NextTrip = NonNullable<NonNullable<NextTripsQuery['me']>['nextTrips']>[number];

/** A few trips that a renter may want to make; nothing at all where there is none, or where it can't be asked for. */
export function NextTrips() {
  const [{ data }] = useQuery({ query: NextTripsDocument, requestPolicy: 'cache-and-network' });
  const trips = data?.me?.nextTrips ?? [];
  if (trips.length === 0) return null;
  return (
    <Words of="rental" waiting={null}>
      <Strip trips={trips} />
    </Words>
  );
}

function Strip({ trips }: { trips: readonly NextTrip[] }) {
  const { t } = useTranslation();
  return (
    <section className="next-trips" aria-labelledby="next-trips">
      <h2 id="next-trips">{t('nextTrips.title')}</h2>
      <ul>
        {trips.map((trip) => (
          <li key={`${trip.agency.id} ${trip.pickUpAt}`}>
            <Trip trip={trip} />
          </li>
        ))}
      </ul>
      <p className="small muted">
        {t('nextTrips.from')} <Link to="/account/privacy">{t('nextTrips.off')}</Link>
      </p>
    </section>
  );
}

function Trip({ trip: { agency, vehicleClass, pickUpAt, dropOffAt, because } }: { trip: NextTrip }) {
  const { t } = useTranslation();
  const format = useFormat();
  const dates = t('nextTrips.dates', { start: format.wallClock(pickUpAt, 'date'), end: format.wallClock(dropOffAt, 'date') });
  return (
    <Link
      to="/cars"
      search={{ from: agency.code, to: agency.code, start: pickUpAt, end: dropOffAt, sort: 'RECOMMENDED' }}
      aria-label={`${t('nextTrips.go', { city: agency.city, when: dates })}. ${because}`}
    >
      {vehicleClass && <Silhouette acriss={vehicleClass.acriss.code} />}
      <strong>{agency.city}</strong>
      <span>{dates}</span>
      <small>{vehicleClass ? `${vehicleClass.name} · ${because}` : because}</small>
    </Link>
  );
}
