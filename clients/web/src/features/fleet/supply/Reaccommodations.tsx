import { Link } from '@tanstack/react-router';
import { AgencyBookingsDocument, type AgencyPlaceFragment } from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';

const pageSize = 20;

/** Bookings of the agency for which there is no car any more: who to call, soonest first. */
export function Reaccommodations({ agency }: { agency: AgencyPlaceFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pages = usePages();
  const [{ data, error, fetching }, again] = useQuery({
    query: AgencyBookingsDocument,
    variables: { agency: agency.code, state: 'REACCOMMODATION', from: null, to: null, first: pageSize, after: pages.after },
    requestPolicy: 'cache-and-network',
  });
  const bookings = data?.bookings;
  // Said once, above.
  if (error && readRefusal(error).code === 'NOT_FOUND') return null;
  return (
    <section className="stack" aria-labelledby="waiting">
      <h2 id="waiting">{t('fleet.waiting.title', { city: agency.city })}</h2>
      {!bookings && fetching && <Bones widths={['100%', '100%']} height={48} />}
      {error && !bookings && <Problem failure={error} onRetry={again} />}
      {bookings?.totalCount === 0 && <p className="muted">{t('fleet.waiting.none')}</p>}
      {bookings && bookings.totalCount > 0 && (
        <ul className="waiting">
          {bookings.edges.map(({ node: { id, reference, driver, vehicleClass, pickUp, dropOff } }) => (
            <li key={id}>
              <Link to="/bookings/$reference" params={{ reference }}>
                <b className="plate">{reference}</b>
                <span>
                  <strong>
                    {driver?.givenName} {driver?.familyName}
                  </strong>
                  <span className="muted small">
                    {vehicleClass?.id} · {vehicleClass?.name}
                  </span>
                </span>
                <span className="small">
                  {format.wallClock(pickUp.at)} – {format.wallClock(dropOff.at)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <PageTurn pages={pages} info={bookings?.pageInfo} busy={fetching} />
    </section>
  );
}
