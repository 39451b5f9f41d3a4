import { BookingProgressDocument, type BookingProgressQuery } from '@ycyw/core/generated/graphql';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';

export type Progress = NonNullable<BookingProgressQuery['booking']>;
export type Outcome = 'confirmed' | 'declined' | 'gone';

type Props = {
  reference: string;
  guestToken: string | undefined;
  /** null while it is not known yet. */
  settled: (progress: Progress) => Outcome | null;
  hint: string;
  onSettled: (outcome: Outcome) => void;
};

const everySecond = 1_000;
const slowAfter = 20_000;
/** So often the refusal of an earlier card is heard again, while the news of this one is on its way. */
const refusalsDoubted = 10;

/** The bank's word reaches the server, not us: we ask the server until it knows. */
export function Confirming({ reference, guestToken, settled, hint, onSettled }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [slow, setSlow] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const current = useRef({ settled, onSettled });
  useEffect(() => {
    current.current = { settled, onSettled };
  });

  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout>;
    let refusals = 0;
    const ask = async () => {
      const { data } = await client.query(BookingProgressDocument, { reference, guestToken }, { requestPolicy: 'network-only' });
      if (left) return;
      const outcome = data?.booking ? current.current.settled(data.booking) : null;
      if (outcome === 'declined') refusals += 1;
      if (outcome && (outcome !== 'declined' || refusals > refusalsDoubted)) current.current.onSettled(outcome);
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
  }, [client, reference, guestToken]);

  return (
    <div className="confirming" role="status">
      <span className="lane" aria-hidden="true" />
      <h2 ref={heading} tabIndex={-1}>
        {t('checkout.confirming')}
      </h2>
      <p className="muted">{slow ? t('checkout.confirmingSlow') : hint}</p>
    </div>
  );
}
