import { Link } from '@tanstack/react-router';
import { depositToMend, latestDeposit } from '@ycyw/core/dues';
import { DeskBookingDocument, type DeskBookingQuery } from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { BookingState } from '../../../ui/BookingState.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { DeskCharges } from '../../charges/DeskCharges.tsx';
import { StaffSettlements } from '../../settlements/StaffSettlements.tsx';
import { BookingFile } from './BookingFile.tsx';
import { DepositRetry } from './DepositRetry.tsx';
import './desk.css';
import { DeskPayment } from './DeskPayment.tsx';
import { HandOver } from './HandOver.tsx';
import { NoShow } from './NoShow.tsx';
import { RefundByHand, refundsByHand } from './RefundByHand.tsx';
import { SavedCard } from './SavedCard.tsx';
import { TakeBack } from './TakeBack.tsx';

export type DeskBooking = NonNullable<DeskBookingQuery['booking']>;
/** A car that has just left or come back. */
export type Moved = { what: 'handedOver' | 'takenBack'; plate: string; vehicleId: string; odometerKm: number };

const depositTones: Partial<Record<DeskBooking['payments'][number]['state'], string>> = {
  AUTHORISED: '',
  REQUIRES_ACTION: 'warn',
  FAILED: 'bad',
};
const payable: readonly DeskBooking['state'][] = ['CONFIRMED', 'IN_PROGRESS', 'RETURNED'];

/** One booking at the desk: what is to be paid, then the car out or back, and beside it whose it is. */
export function CounterBooking({ reference, manager }: { reference: string; manager: boolean }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: DeskBookingDocument,
    variables: { reference },
    requestPolicy: 'cache-and-network',
  });
  if (data?.booking)
    return (
      <Found
        booking={data.booking}
        manager={manager}
        onRefused={() => {
          again({ requestPolicy: 'network-only' });
        }}
      />
    );
  const unknown = (!fetching && !error) || (error && readRefusal(error).code === 'NOT_FOUND');
  if (unknown)
    return (
      <Empty page title={t('fleet.counter.goneTitle', { reference })} text={t('fleet.counter.gone')}>
        <Link className="btn quiet" to="/counter">
          {t('fleet.counter.title')}
        </Link>
      </Empty>
    );
  return (
    <>
      <PageTitle title={reference}>{reference}</PageTitle>
      {fetching && <Bones widths={['40%', '80%', '70%', '60%']} height={28} />}
      {error && <Problem failure={error} onRetry={again} />}
    </>
  );
}

function Found({ booking, manager, onRefused }: { booking: DeskBooking; manager: boolean; onRefused: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [moved, setMoved] = useState<Moved | null>(null);
  const { reference, state, driver, due, payments } = booking;
  const deposit = latestDeposit(payments);
  const open = payable.includes(state);
  const owed = open && due.minor > 0;
  const byHand = refundsByHand(booking);
  return (
    <>
      <div className="stack">
        <Link to="/counter" className="link" search={{ agency: booking.pickUp.agency?.code }}>
          ← {t('fleet.counter.title')}
        </Link>
        <div className="row">
          <PageTitle title={reference} className="plate" about={`${state} ${String(due.minor)}`}>
            {reference}
          </PageTitle>
          <BookingState state={state} />
          {(owed || (open && state !== 'RETURNED')) && (
            <span className={owed ? 'tag warn' : 'tag'}>
              {owed ? t('fleet.desk.due', { amount: format.money(due) }) : t('fleet.counter.paidUp')}
            </span>
          )}
          {open && deposit && (
            <span className={`tag ${depositTones[deposit.state] ?? 'plain'}`}>
              {t('fleet.counter.depositIs', { state: t(`fleet.counter.depositState.${deposit.state}`) })}
            </span>
          )}
        </div>
        {driver && (
          <p className="lead">
            {driver.givenName} {driver.familyName}
          </p>
        )}
      </div>
      <div className="counter-columns">
        <div className="stack">
          {moved && (
            <Notice tone="good" takesFocus title={t(`fleet.counter.${moved.what}`, { plate: moved.plate })}>
              <Link to="/fleet/units/$id" params={{ id: moved.vehicleId }}>
                {t('fleet.counter.seeUnit')}
              </Link>
            </Notice>
          )}
          {owed && (
            <div className="matters">
              <DeskPayment key={due.minor} booking={booking} />
              <SavedCard booking={booking} />
            </div>
          )}
          {open && depositToMend(payments) && <DepositRetry booking={booking} />}
          {state === 'CONFIRMED' && <HandOver booking={booking} onMoved={setMoved} onRefused={onRefused} />}
          {state === 'IN_PROGRESS' && <TakeBack booking={booking} leftKm={moved?.odometerKm ?? 0} onMoved={setMoved} />}
          {(state === 'RETURNED' || state === 'CLOSED') && (
            <DeskCharges
              id={booking.id}
              reference={reference}
              agency={booking.dropOff.agency}
              depositHeld={state === 'RETURNED' && deposit?.state === 'AUTHORISED'}
              manager={manager}
            />
          )}
          {byHand.map((refund) => (
            <RefundByHand key={refund.id} refund={refund} />
          ))}
          <StaffSettlements reference={reference} conversationId={null} atCounter manager={manager} onChanged={onRefused} />
          {state === 'CONFIRMED' && <NoShow booking={booking} />}
          {!open && state !== 'CLOSED' && byHand.length === 0 && (
            <Notice>{t(state === 'REACCOMMODATION' ? 'fleet.counter.noCar' : 'fleet.counter.nothing')}</Notice>
          )}
        </div>
        <BookingFile booking={booking} />
      </div>
    </>
  );
}
