import type { StopPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import './journey.css';
import { useFormat } from './useFormat.ts';

/** Pick-up and return on one lane, each on its own agency's wall clock. */
export function Journey({ pickUp, dropOff }: { pickUp: StopPartsFragment; dropOff: StopPartsFragment }) {
  const { t } = useTranslation();
  return (
    <ol className="journey">
      <Stop label={t('booking.pickUp')} stop={pickUp} />
      <Stop label={t('booking.dropOff')} stop={dropOff} />
    </ol>
  );
}

function Stop({ label, stop }: { label: string; stop: StopPartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <span className="small muted">{label}</span>
      <strong>{format.wallClock(stop.at)}</strong>
      <span>
        {stop.agency?.name} {stop.agency && <span className="muted">{stop.agency.code}</span>}
      </span>
      {stop.agency && <span className="small muted">{t('search.zone', { city: stop.agency.city })}</span>}
      {stop.outOfHours && <span className="tag warn">{t('results.outOfHours')}</span>}
    </li>
  );
}
