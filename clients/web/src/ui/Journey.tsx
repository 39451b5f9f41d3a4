import type { AgencyPlaceFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import './journey.css';
import { useFormat } from './useFormat.ts';

type Stop = { at: string; outOfHours: boolean; agency?: Pick<AgencyPlaceFragment, 'name' | 'code' | 'city'> | null };

/** Pick-up and return on one lane, each on its own agency's wall clock. */
export function Journey({ pickUp, dropOff }: { pickUp: Stop; dropOff: Stop }) {
  const { t } = useTranslation();
  return (
    <ol className="journey">
      <Place label={t('booking.pickUp')} stop={pickUp} />
      <Place label={t('booking.dropOff')} stop={dropOff} />
    </ol>
  );
}

function Place({ label, stop }: { label: string; stop: Stop }) {
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
