import { DisputeChargeDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { idsOf, usePhotos } from '../inspection/usePhotos.ts';
import type { Charge } from './ChargeCard.tsx';
import { DisputePhotos } from './DisputePhotos.tsx';
import { WordsField } from './WordsField.tsx';

type Props = { charge: Charge; bookingId: string; guestToken: string | undefined; onLeave: () => void; onDisputed: () => void };

/** The renter says why they do not agree; nothing is charged until somebody has answered. */
export function DisputeDialog({ charge, bookingId, guestToken, onLeave, onDisputed }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [reason, setReason] = useState('');
  const photos = usePhotos(bookingId, 'DISPUTE', guestToken ?? null);
  const [{ error, fetching }, dispute] = useMutation(DisputeChargeDocument);
  const keyFor = useIdempotencyKey();
  const title = t('charges.disputeTitle', { label: charge.line.label, amount: money(charge.amount) });
  const shots = Object.values(photos.shots);
  const unsent = shots.some(({ state }) => state !== 'sent');
  const send = async () => {
    const input = { chargeId: charge.id, reason, guestToken: guestToken ?? null, photoIds: Object.values(idsOf(photos)) };
    const { data } = await dispute({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onDisputed();
  };
  return (
    <Modal label={title} onLeave={onLeave}>
      <h2>{title}</h2>
      <p className="muted">{t('charges.disputeLead')}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== '' && !unsent) void send();
        }}
      >
        <WordsField label={t('charges.disputeReason')} value={reason} onText={setReason} />
        <DisputePhotos photos={photos} />
        {error && <Problem failure={error} />}
        <div className="row">
          <Button type="submit" disabled={reason.trim() === '' || unsent} busy={fetching && t('shell.sending')}>
            {t('charges.disputeSend')}
          </Button>
          <Button tone="quiet" onClick={onLeave}>
            {t('shell.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
