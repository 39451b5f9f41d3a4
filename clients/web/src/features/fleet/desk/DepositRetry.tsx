import { RetryDepositDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import type { DeskBooking } from './CounterBooking.tsx';

/** The deposit once more; where the bank asks for the renter, they answer from their own booking page. */
export function DepositRetry({ booking: { id, deposit } }: { booking: DeskBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, retry] = useMutation(RetryDepositDocument);
  const [times, setTimes] = useState(0);
  const keyFor = useIdempotencyKey();
  const send = async () => {
    const { data: answer } = await retry({ bookingId: id, guestToken: null, idempotencyKey: keyFor({ id, times }) });
    if (answer) setTimes(times + 1);
  };
  const state = data?.retryDeposit.state;
  return (
    <div className="sheet stack">
      <h2>{t('fleet.desk.deposit')}</h2>
      <p className="small muted">{t('fleet.desk.depositAbout')}</p>
      {state === 'AUTHORISED' && <Notice tone="good">{t('fleet.desk.depositHeld')}</Notice>}
      {state && state !== 'AUTHORISED' && !fetching && <Notice tone="warn">{t('fleet.desk.depositRefused')}</Notice>}
      {error && <Problem failure={error} />}
      <div>
        <Button tone="quiet" compact busy={fetching && t('shell.sending')} onClick={() => void send()}>
          {t('fleet.desk.depositAgain', { amount: format.money(deposit) })}
        </Button>
      </div>
    </div>
  );
}
