import { distanceKm } from '@ycyw/core/distance';
import type { OwnDeliveryFragment } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/useFormat.ts';
import { useNow } from '../../../ui/useNow.ts';
import { useOnline } from '../../../ui/useOnline.ts';
import './delivery.css';
import { RouteMap } from './RouteMap.tsx';
import { useTracking } from './useTracking.ts';

type Props = { delivery: OwnDeliveryFragment; reference: string; guestToken: string | undefined; live: Live };

/** A car that is quiet for longer than this says since when. */
const quietMs = 60_000;
const tones: Partial<Record<OwnDeliveryFragment['state'], string>> = { EN_ROUTE: 'plain', ARRIVED: 'warn', DELIVERED: '', FAILED: 'bad' };

/** How the car comes to the renter, or is fetched from them: what is happening, where it is, and the code when it is needed. */
export function DeliverySheet({ delivery, reference, guestToken, live }: Props) {
  const { t } = useTranslation();
  const { leg, state, code, address, attempts } = delivery;
  const seen = useTracking(delivery, reference, guestToken, live);
  const failed = attempts.filter((attempt) => attempt.state === 'FAILED');
  const id = `delivery-${leg}`;
  return (
    <section className="sheet delivery-sheet" aria-labelledby={id}>
      <div className="row">
        <h2 id={id}>{t(`delivery.sheet.${leg}`)}</h2>
        <span className={`tag ${tones[state] ?? 'plain'}`}>{t(`delivery.state.${state}`)}</span>
      </div>
      <Progress delivery={delivery} seen={seen} />
      {code && (
        <p className="code">
          <span className="small muted">{t('delivery.code')}</span>
          <b aria-label={code.split('').join(' ')}>{code}</b>
          <span className="small muted">{t('delivery.codeHint')}</span>
        </p>
      )}
      {address && (
        <p className="small muted">
          {address.line1}, {address.postalCode} {address.city}
        </p>
      )}
      {failed.length > 0 && state !== 'FAILED' && (
        <p className="small muted">{t('delivery.another', { carrier: failed.at(-1)?.carrier ?? '' })}</p>
      )}
    </section>
  );
}

function Progress({ delivery, seen }: { delivery: OwnDeliveryFragment; seen: ReturnType<typeof useTracking> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(5000).getTime();
  const online = useOnline();
  const { state, windowFrom, windowTo, carrier, agency, location, trail, proof } = delivery;
  const zone = agency.timeZone;
  const time = (at: string) => format.instant(at, 'time', zone);
  const km = seen && location ? Math.max(1, Math.round(distanceKm(seen.location, location))) : null;
  const etaAt = seen?.etaAt ?? delivery.etaAt;
  const facts = {
    from: time(windowFrom),
    to: time(windowTo),
    day: format.instant(windowFrom, 'day', zone),
    carrier: carrier ?? '',
    at: proof ? format.instant(proof.at, 'short', zone) : '',
    eta: etaAt ? time(etaAt) : '',
    km: km ?? 0,
  };
  const way = km !== null && etaAt ? 'EN_ROUTE' : 'LEFT';
  const sentence = t(`delivery.now.${state === 'EN_ROUTE' ? way : state}`, facts);
  const quiet = seen ? now - Date.parse(seen.at) : 0;
  const minutes = Math.floor(quiet / 60_000);
  return (
    <>
      <p className="lead" aria-live="polite">
        {sentence}
      </p>
      {location && (state === 'EN_ROUTE' || state === 'ARRIVED') && (
        <RouteMap
          agency={agency.location}
          code={agency.code}
          door={location}
          home={t('delivery.home')}
          car={state === 'ARRIVED' ? location : (seen?.location ?? null)}
          trail={trail ?? []}
          label={sentence}
        />
      )}
      {state === 'EN_ROUTE' && !online && <p className="small bad">{t('delivery.offline')}</p>}
      {state === 'EN_ROUTE' && online && seen && quiet > quietMs && (
        <p className="small muted">{t('delivery.lastSeen', { count: minutes })}</p>
      )}
      {state === 'EN_ROUTE' && carrier && <p className="small muted">{t('delivery.by', { carrier })}</p>}
    </>
  );
}
