import { MarkNoShowDocument } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { useNow } from '../../../ui/useNow.ts';
import type { DeskBooking } from './CounterBooking.tsx';

const graceMs = 3_600_000;

/** The renter did not come: an hour after pick-up the car is given free. */
export function NoShow({ booking: { id, pickUp } }: { booking: DeskBooking }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000).getTime();
  const [asking, setAsking] = useState(false);
  const [{ error, fetching }, mark] = useMutation(MarkNoShowDocument);
  const keyFor = useIdempotencyKey();
  const from = new Date(Date.parse(pickUp.instant) + graceMs);
  if (from.getTime() - now > 24 * graceMs) return null;
  return (
    <div className="sheet stack">
      <h2>{t('fleet.desk.noShow')}</h2>
      <p className="small muted">
        {t('fleet.desk.noShowFrom', { at: format.instant(from.toISOString(), 'short', pickUp.agency?.timeZone) })}
      </p>
      {error && <Problem failure={error} />}
      {now >= from.getTime() && !asking && (
        <div>
          <Button
            tone="danger"
            compact
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('fleet.desk.noShowMark')}
          </Button>
        </div>
      )}
      {asking && (
        <Question
          title={t('fleet.desk.noShowMark')}
          yes={t('fleet.desk.noShowYes')}
          busy={fetching}
          onYes={() => void mark({ bookingId: id, idempotencyKey: keyFor(id) })}
          onNo={() => {
            setAsking(false);
          }}
        >
          <p>{t('fleet.desk.noShowText')}</p>
        </Question>
      )}
    </div>
  );
}
