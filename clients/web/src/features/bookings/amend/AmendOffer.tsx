import { secondsLeft } from '@ycyw/core/countdown';
import type { Money } from '@ycyw/core/money';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { PriceLines } from '../../../ui/PriceLines.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useNow } from '../../../ui/useNow.ts';
import { useTakenFocus } from '../../../ui/useTakenFocus.ts';
import type { BookingToAmend } from './amendWish.ts';
import type { AmendmentQuote } from './useAmendment.ts';

type Props = {
  booking: BookingToAmend;
  quote: AmendmentQuote;
  busy: boolean;
  onAgain: () => void;
  onConfirm: (quote: AmendmentQuote) => void;
};

/** The old price and the new one, what that means for the purse, and for how long it holds. */
export function AmendOffer({ booking, quote, busy, onAgain, onConfirm }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const box = useTakenFocus<HTMLElement>(true);
  const [explained, setExplained] = useState(false);
  const gone = secondsLeft(quote.expiresAt, useNow()) === 0;
  const later = booking.ratePlan.payment === 'AT_HAND_OVER';
  const due = quote.difference.minor > 0 && !later;
  return (
    <section ref={box} tabIndex={-1} className="sheet offer" aria-labelledby="offer">
      <h2 id="offer">{t('amend.newPrice')}</h2>
      <p className="prices">
        <span className="hidden">{t('amend.oldPrice')}</span>
        <s>{money(booking.price.total)}</s> <span aria-hidden="true">→</span> <span className="hidden">{t('amend.newPrice')}</span>
        <b>{money(quote.price.total)}</b>
      </p>
      <p>
        <Meaning old={booking.price.total} now={quote.price.total} difference={quote.difference} later={later} />
      </p>
      <div>
        <Countdown label={t('amend.holds')} gone={t('checkout.quoteGone')} until={quote.expiresAt} />
      </div>
      <div className="row">
        {gone ? (
          <Button onClick={onAgain}>{t('checkout.renew')}</Button>
        ) : (
          <Button
            busy={busy && t('amend.confirming')}
            onClick={() => {
              onConfirm(quote);
            }}
          >
            {due ? t('amend.confirmPay', { amount: money(quote.difference) }) : t('amend.confirm')}
          </Button>
        )}
        <button
          type="button"
          className="link"
          aria-expanded={explained}
          onClick={() => {
            setExplained(!explained);
          }}
        >
          {t('results.why')}
        </button>
      </div>
      {due && <p className="small muted">{t('amend.standsUntilPaid')}</p>}
      {explained && <PriceLines price={quote.price} />}
    </section>
  );
}

type MeaningProps = { old: Money; now: Money; difference: Money; /** Paid at the desk: no money moves now. */ later: boolean };

function Meaning({ old, now, difference, later }: MeaningProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const change: Money = { minor: Math.abs(now.minor - old.minor), currency: now.currency };
  const amount = format.money({ minor: Math.abs(difference.minor), currency: difference.currency });
  if (later)
    return change.minor === 0
      ? t('amend.same')
      : t(now.minor > old.minor ? 'amend.moreLater' : 'amend.lessLater', { amount: format.money(change) });
  if (difference.minor > 0) return t('amend.more', { amount });
  if (now.minor >= old.minor) return t('amend.same');
  if (difference.minor === 0) return t('amend.lessNothing', { difference: format.money(change) });
  const share = -difference.minor / change.minor;
  if (share >= 0.995) return t('amend.less', { amount });
  return t('amend.lessShare', { amount, difference: format.money(change), percent: format.percent(String(Math.round(share * 100) / 100)) });
}
