import { AnswerSettlementDocument, type SettlementPartsFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Question } from '../../ui/Question.tsx';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';

type Props = {
  settlement: SettlementPartsFragment;
  guestToken?: string | undefined;
  /** Whether the desk answers on the renter's word. */
  forThem?: boolean;
  onAnswered: () => void;
};

/** Yes in one tap, with the amount on it; no asks once more. */
export function Answer({ settlement, guestToken, forThem = false, onAnswered }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, answer] = useMutation(AnswerSettlementDocument);
  const [asking, setAsking] = useState(false);
  useFocusHandedOn();
  const keyFor = useIdempotencyKey();
  const { id, refund, difference } = settlement;
  const back = refund && refund.minor > 0 ? format.money(refund) : null;
  const less = difference.minor > 0 ? format.money(difference) : null;
  const who = forThem ? 'theyAccept' : 'accept';
  const yes = back
    ? t(`settlement.${who}`, { amount: back })
    : less
      ? t(`settlement.${who}Less`, { amount: less })
      : t(`settlement.${who}Free`);
  const give = (accept: boolean) => {
    const input = { id, accept, guestToken: guestToken ?? null };
    void answer({ ...input, idempotencyKey: keyFor(input) }).then(() => {
      onAnswered();
    });
  };
  return (
    <div className="stack">
      {error && <Problem failure={error} />}
      <Button
        wide
        busy={fetching && t('settlement.answering')}
        onClick={() => {
          give(true);
        }}
      >
        {yes}
      </Button>
      {asking ? (
        <Question
          title={t('settlement.declineTitle')}
          yes={t(forThem ? 'settlement.theyDecline' : 'settlement.decline')}
          busy={fetching}
          onYes={() => {
            give(false);
          }}
          onNo={() => {
            setAsking(false);
          }}
        >
          <p className="small">{t('settlement.declineText')}</p>
        </Question>
      ) : (
        <Button
          wide
          tone="quiet"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t(forThem ? 'settlement.theyDecline' : 'settlement.decline')}
        </Button>
      )}
    </div>
  );
}
