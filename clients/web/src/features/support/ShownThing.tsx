import type { LiveMessageFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { CallLine } from '../calls/CallLine.tsx';
import { ShownCharge } from '../charges/ShownCharge.tsx';
import { Answer } from '../settlements/Answer.tsx';
import { SettlementCard } from '../settlements/SettlementCard.tsx';

type Props = { message: LiveMessageFragment; own: boolean; onAnswered: () => void };

/** What stands in a conversation that nobody said: an offer to its customer, who answers it there, or a charge they dispute. */
export function ShownThing({ message: { body, settlement, charge, call, sentAt }, own, onAnswered }: Props) {
  const { t } = useTranslation();
  if (call) return <CallLine call={call} at={sentAt} />;
  if (charge) return <ShownCharge charge={charge} own={own} />;
  if (!settlement) return <p className="aside">{body ?? t('settlement.gone')}</p>;
  return (
    <SettlementCard settlement={settlement} own={own}>
      {own && settlement.state === 'OFFERED' && <Answer settlement={settlement} onAnswered={onAnswered} />}
    </SettlementCard>
  );
}
