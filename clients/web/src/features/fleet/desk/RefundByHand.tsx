import { type DeskBookingFragment, RecordDeskRefundDocument } from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';

type Refund = DeskBookingFragment['refunds'][number];

/** Refunds that no card takes: of money that the desk took itself, or that the card's bank refused. */
export function refundsByHand({ refunds, payments }: DeskBookingFragment): Refund[] {
  const tookItself = payments.some(({ kind }) => kind === 'DESK');
  return refunds.filter(({ state }) => state === 'FAILED' || (state === 'PENDING' && tookItself));
}

export function RefundByHand({ refund: { id, amount } }: { refund: Refund }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const [{ error, fetching }, record] = useMutation(RecordDeskRefundDocument);
  const keyFor = useIdempotencyKey();
  const given = t('fleet.desk.refundGiven', { amount: format.money(amount) });
  return (
    <div className="sheet stack">
      <h2>{t('fleet.desk.refund', { amount: format.money(amount) })}</h2>
      <p className="small muted">{t('fleet.desk.refundAbout')}</p>
      {error &&
        (readRefusal(error).code === 'WRONG_STATE' ? (
          <Notice tone="warn">{t('fleet.desk.refundByCard')}</Notice>
        ) : (
          <Problem failure={error} />
        ))}
      {asking ? (
        <Question
          title={given}
          yes={t('fleet.desk.refundYes')}
          busy={fetching}
          onYes={() => {
            void record({ refundId: id, idempotencyKey: keyFor(id) }).then(() => {
              setAsking(false);
            });
          }}
          onNo={() => {
            setAsking(false);
          }}
        />
      ) : (
        <div>
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setAsking(true);
            }}
          >
            {given}
          </Button>
        </div>
      )}
    </div>
  );
}
