import { Link } from '@tanstack/react-router';
import { ConversationFileDocument, type ConversationFileQuery, type SlaPartsFragment } from '@ycyw/core/generated/graphql';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { Outside } from '../help/Outside.tsx';
import { classWords } from '../settlements/classWords.ts';
import { useNow } from '../../ui/useNow.ts';
import { StaffSettlements } from '../settlements/StaffSettlements.tsx';
import { slaLeft, slaTime } from './slaLeft.ts';

type Booking = NonNullable<NonNullable<ConversationFileQuery['conversation']>['booking']>;

type Props = { id: string; manager: boolean; sla: SlaPartsFragment | null; onReference: (reference: string | null) => void };

/** What the conversation is about: the customer, the booking, the money. */
export function FilePane({ id, manager, sla, onReference }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: ConversationFileDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const file = data?.conversation;
  const reference = file?.booking?.reference ?? null;
  useEffect(() => {
    onReference(reference);
  }, [onReference, reference]);
  return (
    <aside className="file" aria-label={t('desk.file')}>
      <header>
        <h2>{file?.customer?.displayName ?? file?.contact?.name ?? t('desk.file')}</h2>
      </header>
      {sla && <Promised sla={sla} />}
      {!file && fetching && (
        <div className="block">
          <Bones widths={['70%', '90%', '60%']} />
        </div>
      )}
      {error && !file && (
        <div className="block">
          <Problem failure={error} onRetry={again} />
        </div>
      )}
      {file && <Outside conversation={file} />}
      {file && !file.booking && <p className="block muted">{t('desk.noBooking')}</p>}
      {file?.booking && <BookingFile booking={file.booking} />}
      {file?.booking && (
        <div className="block">
          <StaffSettlements
            reference={file.booking.reference}
            conversationId={id}
            atCounter={false}
            manager={manager}
            onChanged={() => {
              again({ requestPolicy: 'network-only' });
            }}
          />
        </div>
      )}
      {file && <History file={file} />}
    </aside>
  );
}

function BookingFile({ booking }: { booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { vehicleClass, pickUp, dropOff } = booking;
  return (
    <>
      <section className="block" aria-labelledby="file-booking">
        <h3 id="file-booking">{t('desk.bookingOf', { reference: booking.reference })}</h3>
        <dl className="kv">
          <dt>{t('desk.state')}</dt>
          <dd>{t(`booking.state.${booking.state}`)}</dd>
          {vehicleClass && (
            <>
              <dt>{t('desk.paidClass')}</dt>
              <dd>
                {vehicleClass.acriss.code} {classWords(vehicleClass)}
              </dd>
            </>
          )}
          <dt>{t('desk.pickUp')}</dt>
          <dd>
            {pickUp.agency?.code} {format.wallClock(pickUp.at)}
          </dd>
          <dt>{t('desk.dropOff')}</dt>
          <dd>
            {dropOff.agency?.code} {format.wallClock(dropOff.at)}
          </dd>
        </dl>
      </section>
      <section className="block" aria-labelledby="file-payment">
        <h3 id="file-payment">{t('desk.payment')}</h3>
        <dl className="kv">
          <dt>{t('desk.total')}</dt>
          <dd>{format.money(booking.price.total)}</dd>
          {booking.payments.map((payment) => (
            <div key={payment.id}>
              <dt>{t(`booking.payment.${payment.kind}`)}</dt>
              <dd>
                {format.money(payment.amount)} {t(`booking.paymentState.${payment.state}`)}
              </dd>
            </div>
          ))}
          {booking.refunds.map((refund) => (
            <div key={refund.id}>
              <dt>{t('booking.refund')}</dt>
              <dd>
                {format.money(refund.amount)} {t(`booking.refundState.${refund.state}`)}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <div className="block">
        <Link className="btn quiet" to="/bookings/$reference" params={{ reference: booking.reference }}>
          {t('desk.openBooking')}
        </Link>
      </div>
    </>
  );
}

/** How long there is to answer, or to resolve. */
function Promised({ sla }: { sla: SlaPartsFragment }) {
  const { t } = useTranslation();
  const left = slaLeft(sla, useNow());
  if (!left) return null;
  const late = left.seconds < 0;
  const name = left.clock === 'response' ? (late ? 'desk.slaLate' : 'desk.slaLeft') : late ? 'desk.slaResolveLate' : 'desk.slaResolve';
  return <p className={late ? 'block promised late' : 'block promised'}>{t(name, { time: slaTime(left.seconds, t) })}</p>;
}

type File = NonNullable<ConversationFileQuery['conversation']>;

/** What else there was with this customer. */
function History({ file }: { file: File }) {
  const { t } = useTranslation();
  const format = useFormat();
  const earlier = (file.customer?.conversations?.edges ?? []).map(({ node }) => node).filter(({ id }) => id !== file.id);
  const bookings = (file.customer?.bookings?.edges ?? []).map(({ node }) => node).filter(({ id }) => id !== file.booking?.id);
  return (
    <>
      {earlier.length > 0 && (
        <section className="block" aria-labelledby="file-earlier">
          <h3 id="file-earlier">{t('desk.earlier')}</h3>
          <ul className="history">
            {earlier.map(({ id, subject, state, createdAt }) => (
              <li key={id}>
                <Link to="/desk/$id" params={{ id }}>
                  {subject}
                </Link>
                <span className="muted small">
                  {format.instant(createdAt, 'day')} · {t(`chat.state.${state}`)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {bookings.length > 0 && (
        <section className="block" aria-labelledby="file-bookings">
          <h3 id="file-bookings">{t('desk.otherBookings')}</h3>
          <ul className="history">
            {bookings.map(({ id, reference, state, pickUp }) => (
              <li key={id}>
                <Link to="/bookings/$reference" params={{ reference }}>
                  {reference}
                </Link>
                <span className="muted small">
                  {format.wallClock(pickUp.at)} · {t(`booking.state.${state}`)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
