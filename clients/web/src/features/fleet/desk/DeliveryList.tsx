import { Link } from '@tanstack/react-router';
import {
  AgencyChangedDocument,
  AgencyDeliveriesDocument,
  type AgencyDeliveriesQuery,
  type AgencyPlaceFragment,
  ReplanDeliveryDocument,
} from '@ycyw/core/generated/fleet/graphql';
import type { Live } from '@ycyw/core/live';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { Words } from '../../../ui/Words.tsx';
import { keepOpen } from '../../support/keepOpen.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';

type Delivery = AgencyDeliveriesQuery['deliveries']['edges'][number]['node'];
type Props = { agency: AgencyPlaceFragment; live: Live };

const pageSize = 20;
const calmMs = 500;

export function DeliveryList(props: Props) {
  return (
    <Words of="rental" waiting={null}>
      <Deliveries {...props} />
    </Words>
  );
}

/** Cars to be brought and fetched, and those that nobody could: the desk has others asked, or calls. */
function Deliveries({ agency, live }: Props) {
  const { t } = useTranslation();
  const pages = usePages();
  const [{ data, error, fetching }, again] = useQuery({
    query: AgencyDeliveriesDocument,
    variables: { agency: agency.code, first: pageSize, after: pages.after },
    requestPolicy: 'cache-and-network',
  });
  useEffect(() => {
    let calm: ReturnType<typeof setTimeout> | undefined;
    const end = keepOpen(live, AgencyChangedDocument, { agency: agency.code }, () => {
      clearTimeout(calm);
      calm = setTimeout(() => {
        again({ requestPolicy: 'network-only' });
      }, calmMs);
    });
    return () => {
      clearTimeout(calm);
      end();
    };
  }, [live, agency.code, again]);
  const deliveries = data?.deliveries;
  if (deliveries?.totalCount === 0) return null;
  return (
    <section className="stack" aria-labelledby="deliveries">
      <h2 id="deliveries">
        {t('delivery.list')} {deliveries && <span className="muted count">{deliveries.totalCount}</span>}
      </h2>
      {!deliveries && fetching && <Bones widths={['100%', '100%']} height={52} />}
      {error && !deliveries && <Problem failure={error} onRetry={again} />}
      {deliveries && (
        <ul className="delivery-list">
          {deliveries.edges.map(({ node }) => (
            <Row key={node.id} delivery={node} />
          ))}
        </ul>
      )}
      <PageTurn pages={pages} info={deliveries?.pageInfo} busy={fetching} />
    </section>
  );
}

const tones: Partial<Record<Delivery['state'], string>> = { FAILED: 'bad', ARRIVED: 'warn', DELIVERED: '' };

function Row({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, leg, state, windowFrom, agency, address, carrier, etaAt, attempts, booking } = delivery;
  const [asking, setAsking] = useState(false);
  const [{ error, fetching }, replan] = useMutation(ReplanDeliveryDocument);
  const keyFor = useIdempotencyKey();
  const open = state !== 'PLANNED' && state !== 'DELIVERED' && state !== 'CANCELLED';
  const reason = attempts.at(-1)?.reason;
  const unreached = attempts.filter((attempt) => attempt.unreached);
  return (
    <li>
      <div className="delivery-row">
        <b className="hour">
          {format.instant(windowFrom, 'date', agency.timeZone)}
          <span>{format.instant(windowFrom, 'time', agency.timeZone)}</span>
        </b>
        <span>
          <strong>
            <Link to="/counter/$reference" params={{ reference: booking.reference }}>
              {booking.reference}
            </Link>{' '}
            {t(`delivery.short.${leg}`)}
          </strong>
          <span className="muted small">
            {[
              address && `${address.line1}, ${address.city}`,
              carrier,
              etaAt && t('delivery.eta', { eta: format.instant(etaAt, 'time', agency.timeZone) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {unreached.map(({ number, carrier: whom }) => (
            <span key={number} className="small bad">
              {t('delivery.unreached', { carrier: whom })}
            </span>
          ))}
          {reason && state === 'FAILED' && <span className="small bad">{t(`delivery.reason.${reason as 'CARRIER'}`)}</span>}
        </span>
        <span className={`tag ${tones[state] ?? 'plain'}`}>{t(`delivery.state.${state}`)}</span>
        {open && !asking && (
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('delivery.replan')}
          </Button>
        )}
      </div>
      {error && <Problem failure={error} />}
      {asking && (
        <Question
          title={t('delivery.replanTitle')}
          yes={t('delivery.replanYes')}
          busy={fetching}
          onYes={() =>
            void replan({ id, idempotencyKey: keyFor([id, attempts.length]) }).then(({ data }) => {
              if (data) setAsking(false);
            })
          }
          onNo={() => {
            setAsking(false);
          }}
        >
          <p>{t('delivery.replanText')}</p>
        </Question>
      )}
    </li>
  );
}
