import { minorOf } from '@ycyw/core/amount';
import { problemsOf } from '@ycyw/core/fieldProblem';
import { type DeskMethod, RecordDeskPaymentDocument } from '@ycyw/core/generated/fleet/graphql';
import { decimalOf } from '@ycyw/core/money';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useFieldRefusal } from '../useFieldRefusal.ts';
import type { DeskBooking } from './CounterBooking.tsx';

const methods: DeskMethod[] = ['TERMINAL', 'CASH'];

/** Money that the desk took itself, by its terminal or in cash. */
export function DeskPayment({ booking: { id, due } }: { booking: DeskBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ error, fetching }, record] = useMutation(RecordDeskPaymentDocument);
  const keyFor = useIdempotencyKey();
  const [amount, setAmount] = useState(() => (format.language === 'fr' ? decimalOf(due).replace('.', ',') : decimalOf(due)));
  const [method, setMethod] = useState<DeskMethod>('TERMINAL');
  const [reference, setReference] = useState('');
  const minor = minorOf(amount, due.currency);
  const problems = problemsOf({ amountMinor: minor !== null && minor > 0 ? undefined : 'refused' });
  const { form, errorOf } = useCheckedForm(problems, () => {
    const input = { bookingId: id, amountMinor: minor ?? 0, method, reference: reference.trim() || null };
    return record({ input: { ...input, idempotencyKey: keyFor(input) } });
  });
  const { refusedAt, rest } = useFieldRefusal<'amountMinor' | 'reference'>(error, form.ref, {
    amountMinor: ['amountMinor', t('fleet.desk.tooMuch', { amount: format.money(due) })],
    WRONG_STATE: ['amountMinor', t('fleet.desk.tooMuch', { amount: format.money(due) })],
    reference: ['reference', t('field.refused')],
  });
  return (
    <form {...form} className="sheet stack" aria-labelledby="desk-payment">
      <h2 id="desk-payment">{t('fleet.desk.record')}</h2>
      <div className="row" role="radiogroup" aria-label={t('fleet.desk.method')}>
        {methods.map((each) => (
          <label key={each} className="check">
            <input
              type="radio"
              name="method"
              checked={method === each}
              onChange={() => {
                setMethod(each);
              }}
            />
            <span>{t(`fleet.desk.methods.${each}`)}</span>
          </label>
        ))}
      </div>
      <TextField
        label={t('fleet.desk.amount', { currency: due.currency })}
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        error={errorOf('amountMinor') ?? refusedAt('amountMinor')}
        onText={setAmount}
      />
      {method === 'TERMINAL' && (
        <TextField
          label={t('fleet.desk.reference')}
          autoComplete="off"
          value={reference}
          error={refusedAt('reference')}
          onText={setReference}
        />
      )}
      {rest && <Problem failure={rest} />}
      <div>
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {minor ? t('fleet.desk.recordAmount', { amount: format.money({ minor, currency: due.currency }) }) : t('fleet.desk.record')}
        </Button>
      </div>
    </form>
  );
}
