import type { MessagePartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Answer } from '../settlements/Answer.tsx';
import { SettlementCard } from '../settlements/SettlementCard.tsx';

type Props = { message: MessagePartsFragment; own: boolean; onAnswered: () => void };

/** What stands in a conversation that nobody said: an offer to its customer, who answers it there. */
export function ShownThing({ message: { body, settlement }, own, onAnswered }: Props) {
  const { t } = useTranslation();
  if (!settlement) return <p className="aside">{body ?? t('settlement.gone')}</p>;
  return (
    <SettlementCard settlement={settlement} own={own}>
      {own && settlement.state === 'OFFERED' && <Answer settlement={settlement} onAnswered={onAnswered} />}
    </SettlementCard>
  );
}
