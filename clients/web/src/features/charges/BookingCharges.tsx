import { latestDeposit } from '@ycyw/core/dues';
import { BookingChargesDocument, type PaymentPartsFragment } from '@ycyw/core/generated/graphql';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { type AgencyClock, useAgencyTime } from '../../ui/useAgencyTime.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { useHeard } from '../../ui/useHeard.ts';
import { useNow } from '../../ui/useNow.ts';
import { type Charge, ChargeCard } from './ChargeCard.tsx';
import './charges.css';
import { DisputeDialog } from './DisputeDialog.tsx';
import { PayCharges } from './PayCharges.tsx';
import { useLookAgain } from './useLookAgain.ts';

type Booking = {
  id: string;
  reference: string;
  state: string;
  payments: readonly PaymentPartsFragment[];
  dropOff: { agency?: AgencyClock };
};
type Props = { booking: Booking; staff: boolean; guestToken: string | undefined; heard: number };

const payable = ['ANNOUNCED', 'DUE', 'FAILED'];
const hourMs = 3_600_000;
const everyMs = 20_000;
const soonMs = 1500;

/** What the rental costs after its return, on what it rests, and what the renter may do about it; and the deposit that was let go. */
export function BookingCharges({ booking, staff, guestToken, heard }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const back = booking.state === 'RETURNED' || booking.state === 'CLOSED';
  const [{ data, error, fetching }, ask] = useQuery({
    query: BookingChargesDocument,
    variables: { reference: booking.reference, guestToken: guestToken ?? null },
    requestPolicy: 'cache-and-network',
    pause: !back,
  });
  const again = useCallback(() => {
    if (back) ask({ requestPolicy: 'network-only' });
  }, [ask, back]);
  useHeard(heard, again);
  const [disputing, setDisputing] = useState<Charge | null>(null);
  const [disputed, setDisputed] = useState<string | null>(null);
  const collecting = data?.booking?.charges.some(({ state }) => state === 'COLLECTING') ?? false;
  useLookAgain(again, back ? (collecting ? soonMs : everyMs) : null);
  if (!back) return null;
  const charges = data?.booking?.charges ?? [];
  const open = charges.filter(({ state }) => payable.includes(state));
  const owed = open.length > 0;
  const disputeTitle = ({ line, amount }: Charge) => t('charges.disputeTitle', { label: line.label, amount: format.money(amount) });
  return (
    <section className="sheet charges" aria-labelledby="charges">
      <h2 id="charges">{t('charges.title')}</h2>
      {!data && fetching && <Bones widths={['60%', '90%']} height={22} />}
      {error && !data && <Problem failure={error} onRetry={again} />}
      {data && charges.length === 0 && <p>{t('charges.none')}</p>}
      {charges.map((charge) => (
        <ChargeCard
          key={charge.id}
          charge={charge}
          inspections={data?.booking?.inspections ?? []}
          agency={booking.dropOff.agency}
          takesFocus={charge.id === disputed && charge.state === 'DISPUTED'}
        >
          {charge.disputable && <Window charge={charge} agency={booking.dropOff.agency} />}
          {charge.state === 'DISPUTED' && !staff && <p className="small muted">{t('charges.waits')}</p>}
          {charge.disputable && !staff && (
            <div>
              <Button
                tone="quiet"
                compact
                aria-label={disputeTitle(charge)}
                onClick={() => {
                  setDisputing(charge);
                }}
              >
                {t('charges.dispute')}
              </Button>
            </div>
          )}
        </ChargeCard>
      ))}
      {owed && !staff && (
        <PayCharges
          key={open.map(({ id, amount }) => `${id} ${String(amount.minor)}`).join()}
          bookingId={booking.id}
          charges={open}
          guestToken={guestToken}
          onChanged={again}
        />
      )}
      {owed && !staff && open.some(({ disputable }) => disputable) && <p className="small muted">{t('charges.payLead')}</p>}
      <Released booking={booking} />
      {disputing && (
        <DisputeDialog
          charge={disputing}
          bookingId={booking.id}
          guestToken={guestToken}
          onLeave={() => {
            setDisputing(null);
          }}
          onDisputed={() => {
            setDisputed(disputing.id);
            setDisputing(null);
            again();
          }}
        />
      )}
    </section>
  );
}

/** Until when it can be disputed, and how many hours are left. */
function Window({ charge: { disputableUntil }, agency }: { charge: Charge; agency: AgencyClock }) {
  const { t } = useTranslation();
  const clock = useAgencyTime();
  const now = useNow(60_000).getTime();
  const hours = Math.max(0, Math.floor((Date.parse(disputableUntil) - now) / hourMs));
  return (
    <p className="small" role="timer">
      {t('charges.until', { at: clock(disputableUntil, agency) })}{' '}
      <span className={hours < 12 ? 'tag warn' : 'tag plain'}>{t('charges.left', { count: hours })}</span>
    </p>
  );
}

function Released({ booking: { payments } }: { booking: Booking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const deposit = latestDeposit(payments);
  if (deposit?.state === 'AUTHORISED')
    return <p className="small muted">{t('charges.depositHeld', { amount: format.money(deposit.amount) })}</p>;
  if (deposit?.state !== 'VOIDED') return null;
  return <p className="small muted">{t('charges.depositReleased', { amount: format.money(deposit.amount) })}</p>;
}
