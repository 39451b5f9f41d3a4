import { useTranslation } from 'react-i18next';
import { useHeard } from '../../ui/useHeard.ts';
import { Answer } from './Answer.tsx';
import { SettlementCard } from './SettlementCard.tsx';
import { useSettlements } from './useSettlements.ts';

type Props = { reference: string; guestToken: string | undefined; staff: boolean; heard: number; onAnswered: () => void };

/** On the renter's own page: the last offer, to be answered there while it stands. */
export function BookingSettlement({ reference, guestToken, staff, heard, onAnswered }: Props) {
  const { t } = useTranslation();
  const { booking, again } = useSettlements(reference, guestToken);
  useHeard(heard, again);
  const [last] = booking?.settlements ?? [];
  if (!last) return null;
  return (
    <section aria-label={t(`settlement.title.${last.kind}`)}>
      <SettlementCard settlement={last} own={!staff}>
        {last.state === 'OFFERED' && !staff && (
          <Answer
            settlement={last}
            guestToken={guestToken}
            onAnswered={() => {
              again();
              onAnswered();
            }}
          />
        )}
      </SettlementCard>
    </section>
  );
}
