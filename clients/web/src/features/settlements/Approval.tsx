import { ApproveSettlementDocument, type SettlementPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';

type Props = { settlement: SettlementPartsFragment; onAnswered: () => void };

/** The manager's word on what an agent may not offer alone; nobody's on their own. */
export function Approval({ settlement, onAnswered }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, approve] = useMutation(ApproveSettlementDocument);
  const keyFor = useIdempotencyKey();
  useFocusHandedOn();
  const { id, ofMine, difference } = settlement;
  if (ofMine) return <p className="small">{t('settlement.own')}</p>;
  const give = (yes: boolean) => {
    const input = { id, approve: yes };
    void approve({ ...input, idempotencyKey: keyFor(input) }).then(() => {
      onAnswered();
    });
  };
  return (
    <div className="stack">
      {error && <Problem failure={error} />}
      <div className="row">
        <Button
          compact
          busy={fetching && t('settlement.answering')}
          onClick={() => {
            give(true);
          }}
        >
          {difference.minor > 0 ? t('settlement.approveBack', { amount: format.money(difference) }) : t('settlement.approve')}
        </Button>
        <Button
          compact
          tone="quiet"
          onClick={() => {
            give(false);
          }}
        >
          {t('settlement.refuse')}
        </Button>
      </div>
    </div>
  );
}
