import { Link } from '@tanstack/react-router';
import { ConversationFileDocument, type ConversationFileQuery } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { classWords } from '../settlements/classWords.ts';
import { StaffSettlements } from '../settlements/StaffSettlements.tsx';

type Booking = NonNullable<NonNullable<ConversationFileQuery['conversation']>['booking']>;

/** What the conversation is about: the customer, the booking, the money. */
export function FilePane({ id, manager }: { id: string; manager: boolean }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: ConversationFileDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const file = data?.conversation;
  return (
    <aside className="file" aria-label={t('desk.file')}>
      <header>
        <h2>{file?.customer?.displayName ?? t('desk.file')}</h2>
      </header>
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
