import { ChargeSavedCardDocument } from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import type { DeskBooking } from './CounterBooking.tsx';

/** What is due, from the card that was saved while booking; the bank may want the renter. */
export function SavedCard({ booking: { id, due } }: { booking: DeskBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, charge] = useMutation(ChargeSavedCardDocument);
  const [times, setTimes] = useState(0);
  const keyFor = useIdempotencyKey();
  const send = async () => {
    const { data: answer } = await charge({ bookingId: id, idempotencyKey: keyFor({ id, due: due.minor, times }) });
    // Answered: the next click is another try, not the same one repeated.
    if (answer) setTimes(times + 1);
  };
  const unpaid = data?.chargeSavedCard.due.minor !== 0 ? data : undefined;
  const noCard = error && readRefusal(error).code === 'WRONG_STATE';
  return (
    <div className="sheet stack">
      <h2>{t('fleet.desk.card')}</h2>
      <p className="small muted">{t('fleet.desk.cardAbout')}</p>
      {unpaid && !fetching && <Notice tone="warn">{t('fleet.desk.cardRefused')}</Notice>}
      {noCard && <Notice tone="warn">{t('fleet.desk.noCard')}</Notice>}
      {error && !noCard && <Problem failure={error} />}
      <div>
        <Button tone="quiet" compact busy={fetching && t('shell.sending')} onClick={() => void send()}>
          {t('fleet.desk.charge', { amount: format.money(due) })}
        </Button>
      </div>
    </div>
  );
}
