import { Link } from '@tanstack/react-router';
import { AgencyBookingsDocument, type AgencyBookingsQuery, type AgencyPlaceFragment } from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useNow } from '../../../ui/useNow.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';

type Booking = AgencyBookingsQuery['bookings']['edges'][number]['node'];
type Props = {
  id: 'leaving' | 'out';
  agency: AgencyPlaceFragment;
  state: Booking['state'];
  /** Of the pick-up; null: any. */ day: string | null;
};

const pageSize = 20;

/** Cars that leave the agency today, or that are out and come back to it. */
export function DeskList({ id, agency, state, day }: Props) {
  const { t } = useTranslation();
  const pages = usePages();
  const now = useNow(30_000).getTime();
  const [{ data, error, fetching }, again] = useQuery({
    query: AgencyBookingsDocument,
    variables: {
      agency: agency.code,
      by: id === 'out' ? 'DROP_OFF' : 'PICK_UP',
      state,
      from: day,
      to: day,
      first: pageSize,
      after: pages.after,
    },
    requestPolicy: 'cache-and-network',
  });
  const bookings = data?.bookings;
  const elsewhere = error && readRefusal(error).code === 'NOT_FOUND';
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>
        {t(`fleet.counter.${id}`)} {bookings && bookings.totalCount > 0 && <span className="muted count">{bookings.totalCount}</span>}
      </h2>
      {!bookings && fetching && <Bones widths={['100%', '100%', '100%']} height={52} />}
      {elsewhere && <Notice tone="warn">{t('fleet.notYours')}</Notice>}
      {error && !elsewhere && !bookings && <Problem failure={error} onRetry={again} />}
      {bookings?.totalCount === 0 && <p className="muted">{t(`fleet.counter.none.${id}`, { city: agency.city })}</p>}
      {bookings && bookings.totalCount > 0 && (
        <ul className="desk-list">
          {bookings.edges.map(({ node }) => (
            <Row key={node.id} booking={node} leaving={id === 'leaving'} now={now} />
          ))}
        </ul>
      )}
      <PageTurn pages={pages} info={bookings?.pageInfo} busy={fetching} />
    </section>
  );
}

type RowProps = { booking: Booking; leaving: boolean; now: number };

function Row({ booking: { reference, driver, vehicleClass, pickUp, dropOff, due }, leaving, now }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const late = !leaving && Date.parse(dropOff.instant) < now;
  return (
    <li>
      <Link to="/counter/$reference" params={{ reference }}>
        <b className="hour">
          {leaving ? format.wallClock(pickUp.at, 'time') : format.wallClock(dropOff.at, 'date')}
          {!leaving && <span>{format.wallClock(dropOff.at, 'time')}</span>}
        </b>
        <span>
          <strong>{driver ? `${driver.givenName} ${driver.familyName}` : reference}</strong>
          <span className="muted small">
            {vehicleClass?.id} · {reference}
          </span>
        </span>
        {due.minor > 0 && <span className="tag warn">{t('fleet.desk.due', { amount: format.money(due) })}</span>}
        {late && <span className="tag bad">{t('fleet.counter.late')}</span>}
      </Link>
    </li>
  );
}
