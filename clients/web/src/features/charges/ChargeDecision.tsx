import { RefundChargeDocument, ResolveDisputeDocument, WithdrawChargeDocument } from '@ycyw/core/generated/fleet/graphql';
import { minorOf } from '@ycyw/core/amount';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import type { Charge } from './ChargeCard.tsx';
import { WordsField } from './WordsField.tsx';

type Step = 'UPHOLD' | 'REDUCE' | 'WAIVE' | 'WITHDRAW' | 'REFUND';

const steps: Partial<Record<Charge['state'], readonly Step[]>> = {
  DISPUTED: ['UPHOLD', 'REDUCE', 'WAIVE'],
  ANNOUNCED: ['WITHDRAW'],
  DUE: ['WITHDRAW'],
  FAILED: ['WITHDRAW'],
  COLLECTED: ['REFUND'],
};

/** What staff may do with a charge as it stands, each with its reason, which the renter reads. */
export function ChargeDecision({ charge, onDone }: { charge: Charge; onDone: () => void }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [step, setStep] = useState<Step | null>(null);
  const [reason, setReason] = useState('');
  const [amount, setAmount] = useState('');
  const [resolved, resolve] = useMutation(ResolveDisputeDocument);
  const [withdrawn, withdraw] = useMutation(WithdrawChargeDocument);
  const [refunded, refund] = useMutation(RefundChargeDocument);
  const keyFor = useIdempotencyKey();
  const possible = steps[charge.state];
  if (!possible) return null;
  const minor = step === 'REDUCE' ? minorOf(amount, charge.amount.currency) : null;
  const asked = { ...charge.amount, minor: minor ?? charge.amount.minor };
  const ready = reason.trim() !== '' && (step !== 'REDUCE' || minor !== null);
  const send = async () => {
    const idempotencyKey = keyFor({ id: charge.id, step, reason, minor });
    const done =
      step === 'WITHDRAW'
        ? (await withdraw({ id: charge.id, reason, idempotencyKey })).data
        : step === 'REFUND'
          ? (await refund({ id: charge.id, reason, idempotencyKey })).data
          : step && (await resolve({ input: { chargeId: charge.id, outcome: step, amountMinor: minor, reason, idempotencyKey } })).data;
    if (!done) return;
    setStep(null);
    onDone();
  };
  const error = resolved.error ?? withdrawn.error ?? refunded.error;
  if (!step)
    return (
      <div className="row">
        {possible.map((each) => (
          <Button
            key={each}
            tone="quiet"
            compact
            onClick={() => {
              setStep(each);
            }}
          >
            {t(`charges.step.${each}`, { amount: money(charge.amount) })}
          </Button>
        ))}
      </div>
    );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      {step === 'REDUCE' && (
        <TextField
          label={t('charges.reducedTo', { currency: charge.amount.currency })}
          inputMode="decimal"
          required
          value={amount}
          onText={setAmount}
        />
      )}
      <WordsField label={t('charges.staffReason')} hint={t('charges.staffReasonHint')} value={reason} onText={setReason} />
      {error && <Problem failure={error} />}
      <div className="row">
        <Button
          type="submit"
          compact
          disabled={!ready}
          busy={(resolved.fetching || withdrawn.fetching || refunded.fetching) && t('shell.sending')}
        >
          {step === 'REDUCE' && minor !== null
            ? t('charges.reduceTo', { amount: money(asked) })
            : t(`charges.step.${step}`, { amount: money(asked) })}
        </Button>
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setStep(null);
          }}
        >
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
