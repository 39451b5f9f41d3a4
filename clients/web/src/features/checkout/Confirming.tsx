import { BookingProgressDocument, type BookingState, type PaymentState } from '@ycyw/core/generated/graphql';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';

type Progress = { state: BookingState; payments: { id: string; state: PaymentState }[] };

type Props = {
  reference: string;
  guestToken: string | undefined;
  paymentId: string;
  onSettled: (outcome: 'confirmed' | 'declined' | 'gone') => void;
};

const everySecond = 1_000;
const slowAfter = 20_000;

function settled({ state, payments }: Progress, paymentId: string): 'confirmed' | 'declined' | 'gone' | null {
  if (state === 'EXPIRED' || state === 'CANCELLED') return 'gone';
  if (state !== 'HELD' && state !== 'PENDING_PAYMENT') return 'confirmed';
  return payments.find(({ id }) => id === paymentId)?.state === 'FAILED' ? 'declined' : null;
}

/** The bank's word reaches the server, not us: we ask the server until it knows. */
export function Confirming({ reference, guestToken, paymentId, onSettled }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [slow, setSlow] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const report = useRef(onSettled);
  useEffect(() => {
    report.current = onSettled;
  });

  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const { data } = await client.query(BookingProgressDocument, { reference, guestToken }, { requestPolicy: 'network-only' });
      if (left) return;
      const outcome = data?.booking ? settled(data.booking, paymentId) : null;
      if (outcome) report.current(outcome);
      else timer = setTimeout(() => void ask(), everySecond);
    };
    void ask();
    const patience = setTimeout(() => {
      setSlow(true);
    }, slowAfter);
    return () => {
      left = true;
      clearTimeout(timer);
      clearTimeout(patience);
    };
  }, [client, reference, guestToken, paymentId]);

  return (
    <div className="confirming" role="status">
      <span className="lane" aria-hidden="true" />
      <h2 ref={heading} tabIndex={-1}>
        {t('checkout.confirming')}
      </h2>
      <p className="muted">{slow ? t('checkout.confirmingSlow') : t('checkout.confirmingHint')}</p>
    </div>
  );
}
