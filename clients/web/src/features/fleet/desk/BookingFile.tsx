import { Link } from '@tanstack/react-router';
import { latestDeposit } from '@ycyw/core/dues';
import { useTranslation } from 'react-i18next';
import { Journey } from '../../../ui/Journey.tsx';
import { Silhouette } from '../../../ui/Silhouette.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import type { DeskBooking } from './CounterBooking.tsx';

/** Whose booking it is, of what, from when to when, and how its money stands. */
export function BookingFile({ booking }: { booking: DeskBooking }) {
  const { t } = useTranslation();
  const { reference, driver, vehicleClass, vehicle, pickUp, dropOff, extras } = booking;
  return (
    <aside className="sheet stack booking-file" aria-label={t('fleet.counter.file')}>
      <div className="class">
        <div>
          <h2>{vehicleClass && t('results.orSimilar', { model: vehicleClass.exampleModel })}</h2>
          <p className="small muted">
            {vehicleClass?.id} · {vehicleClass?.name}
          </p>
        </div>
        <Silhouette acriss={vehicleClass?.id ?? ''} />
      </div>
      <Journey pickUp={pickUp} dropOff={dropOff} />
      <Money booking={booking} />
      <dl className="kv">
        {vehicle && (
          <>
            <dt>{t('booking.car')}</dt>
            <dd>
              <Link className="plate" to="/fleet/units/$id" params={{ id: vehicle.id }}>
                {vehicle.plate}
              </Link>
            </dd>
          </>
        )}
        {driver && (
          <>
            <dt>{t('fleet.counter.email')}</dt>
            <dd>{driver.email}</dd>
          </>
        )}
        {driver?.phone && (
          <>
            <dt>{t('fleet.counter.phone')}</dt>
            <dd>{driver.phone}</dd>
          </>
        )}
        {extras.length > 0 && (
          <>
            <dt>{t('booking.extras')}</dt>
            <dd>{extras.map(({ extra, quantity }) => (quantity > 1 ? `${extra.name} × ${String(quantity)}` : extra.name)).join(', ')}</dd>
          </>
        )}
      </dl>
      <Link className="btn quiet compact" to="/bookings/$reference" params={{ reference }}>
        {t('fleet.counter.whole')}
      </Link>
    </aside>
  );
}

function Money({ booking: { price, due, deposit, payments, ratePlan, state } }: { booking: DeskBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const held = latestDeposit(payments);
  const bad = held?.state === 'FAILED' || held?.state === 'REQUIRES_ACTION';
  return (
    <dl className="kv money">
      <dt>{t('fleet.counter.total', { plan: ratePlan.name })}</dt>
      <dd>{format.money(price.total)}</dd>
      <dt>{t('booking.due')}</dt>
      <dd className={due.minor > 0 ? 'warn' : 'good'}>{due.minor > 0 ? format.money(due) : t('fleet.counter.paid')}</dd>
      {deposit.minor > 0 && (held ?? state === 'CONFIRMED') && (
        <>
          <dt>{t('fleet.counter.deposit', { amount: format.money(held?.amount ?? deposit, { short: true }) })}</dt>
          <dd className={bad ? 'warn' : held?.state === 'AUTHORISED' ? 'good' : undefined}>
            {t(`fleet.counter.depositState.${held?.state ?? 'LATER'}`)}
          </dd>
        </>
      )}
    </dl>
  );
}
