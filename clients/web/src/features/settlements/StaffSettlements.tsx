import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Alternatives } from './Alternatives.tsx';
import { Answer } from './Answer.tsx';
import { Approval } from './Approval.tsx';
import { SettlementCard, SettlementTag, useSettlementState } from './SettlementCard.tsx';
import { useSettlements } from './useSettlements.ts';

type Props = {
  reference: string;
  /** Where the renter is told. */
  conversationId: string | null;
  /** Whether the renter stands there, so that the desk may answer on their word. */
  atCounter: boolean;
  manager: boolean;
  onChanged: () => void;
};

type Last = NonNullable<ReturnType<typeof useSettlements>['booking']>['settlements'][number];

/** For whoever works here: what was offered last and what came of it, and what else can be. */
export function StaffSettlements({ reference, conversationId, atCounter, manager, onChanged }: Props) {
  const { t } = useTranslation();
  const { booking, again } = useSettlements(reference);
  const [choosing, setChoosing] = useState(false);
  if (!booking) return null;
  const [last] = booking.settlements;
  const waits = booking.state === 'CONFIRMED' || booking.state === 'REACCOMMODATION';
  if (!waits && (atCounter || !last)) return null;
  const changed = () => {
    setChoosing(false);
    again();
    onChanged();
  };
  const offer = (
    <>
      {choosing && <Alternatives bookingId={booking.id} conversationId={conversationId} onOffered={changed} />}
      <Button
        compact
        tone="quiet"
        aria-expanded={choosing}
        onClick={() => {
          setChoosing(!choosing);
        }}
      >
        {t(choosing ? 'settlement.close' : 'settlement.open')}
      </Button>
    </>
  );
  return (
    <section className={atCounter ? 'stack sheet staff-settlements' : 'stack staff-settlements'} aria-labelledby="settlements">
      <div>
        <h3 id="settlements">{t(waits ? 'settlement.heading' : 'settlement.headingGiven')}</h3>
        {waits && !last && <p className="small muted">{t('settlement.headingHint')}</p>}
      </div>
      {last ? (
        <Given last={last} atCounter={atCounter} manager={manager} onChanged={changed}>
          {waits && offer}
        </Given>
      ) : (
        offer
      )}
    </section>
  );
}

type GivenProps = { last: Last; atCounter: boolean; manager: boolean; onChanged: () => void; children: ReactNode };

/** The last one; another only where it is over. */
function Given({ last, atCounter, manager, onChanged, children }: GivenProps) {
  const { t } = useTranslation();
  const state = useSettlementState(last);
  return (
    <>
      {atCounter || state === 'AWAITING_APPROVAL' ? (
        <SettlementCard settlement={last} own={false}>
          {state === 'OFFERED' && <Answer settlement={last} forThem onAnswered={onChanged} />}
          {state === 'AWAITING_APPROVAL' && manager && <Approval settlement={last} onAnswered={onChanged} />}
        </SettlementCard>
      ) : (
        // The conversation beside it shows the rest.
        <p className="row">
          <span className="small">{t(`settlement.title.${last.kind}`)}</span>
          <SettlementTag state={state} />
        </p>
      )}
      {state !== 'OFFERED' && state !== 'AWAITING_APPROVAL' && children}
    </>
  );
}
