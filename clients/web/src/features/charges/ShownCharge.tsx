import { Link } from '@tanstack/react-router';
import type { ShownChargeFragment } from '@ycyw/core/generated/graphql';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ChargeAmount } from './ChargeAmount.tsx';
import './charges.css';
import { ChargeTag } from './ChargeTag.tsx';

/** A disputed charge in its conversation: the renter finds it on their booking, staff decide it at the counter. */
export function ShownCharge({ charge, own }: { charge: ShownChargeFragment; own: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const { line, state, dispute, booking } = charge;
  const params = { reference: booking.reference };
  return (
    <article className="shown-charge" aria-labelledby={id}>
      <div className="charge-head">
        <div>
          <h3 id={id}>{line.label}</h3>
          <ChargeTag state={state} />
        </div>
        <p className="charge-amount">
          <ChargeAmount charge={charge} />
        </p>
      </div>
      {!own && dispute?.reason && (
        <div className="charge-words">
          <strong>{t('charges.theirReason')}</strong>
          <p>{dispute.reason}</p>
        </div>
      )}
      {own && <p className="small muted">{t(state === 'DISPUTED' ? 'charges.waits' : 'charges.answered')}</p>}
      <Link className="btn quiet compact" to={own ? '/bookings/$reference' : '/counter/$reference'} params={params}>
        {t(own ? 'charges.seeBooking' : state === 'DISPUTED' ? 'charges.decide' : 'charges.seeCounter')}
      </Link>
    </article>
  );
}
