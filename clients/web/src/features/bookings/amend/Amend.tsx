import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Alternative } from '../../../ui/Alternative.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { AmendForm } from './AmendForm.tsx';
import { AmendOffer } from './AmendOffer.tsx';
import { type AmendWish, type BookingToAmend, wishOf } from './amendWish.ts';
import { type Amended, useAmendment } from './useAmendment.ts';

type Props = { booking: BookingToAmend; guestToken: string | undefined; onDue: () => void };

/** What is wished for, then what it comes to, then the change itself. */
export function Amend({ booking, guestToken, onDue }: Props) {
  const { t } = useTranslation();
  const [wish, setWish] = useState<AmendWish>(() => wishOf(booking));
  const { step, quoting, amending, ask, confirm, forget } = useAmendment(booking, guestToken, onDue);
  if (step?.kind === 'amended') return <Done amended={step.amended} />;
  const want = (next: AmendWish) => {
    setWish(next);
    forget();
  };
  return (
    <div className="stack">
      <AmendForm booking={booking} wish={wish} busy={quoting} onWish={want} onAsk={() => void ask(wish)} />
      {step?.kind === 'failed' && <Problem failure={step.error} />}
      {step?.kind === 'quoted' && (
        <AmendOffer
          key={step.quote.id}
          booking={booking}
          quote={step.quote}
          busy={amending}
          onAgain={() => void ask(wish)}
          onConfirm={(quote) => void confirm(quote)}
        />
      )}
      {step?.kind === 'soldOut' && (
        <>
          <Notice tone="warn" title={t('amend.soldOutTitle')} takesFocus>
            {t(step.alternatives.length > 0 ? 'amend.soldOut' : 'amend.soldOutNothing')}
          </Notice>
          {step.alternatives.map((offer) => (
            <Alternative
              key={offer.id}
              offer={{ ...offer, otherPlans: [] }}
              choosing={quoting}
              onChoose={() => {
                const next = { ...wish, acriss: offer.vehicleClass?.acriss.code ?? wish.acriss };
                want(next);
                void ask(next);
              }}
            />
          ))}
        </>
      )}
    </div>
  );
}

function Done({ amended: { booking, refund } }: { amended: Amended }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  return (
    <Notice tone="good" takesFocus>
      <p>{t('amend.done')}</p>
      {refund && refund.amount.minor > 0 && <p>{t('amend.doneRefund', { amount: money(refund.amount) })}</p>}
      <Link className="btn" to="/bookings/$reference" params={{ reference: booking.reference }}>
        {t('amend.backToBooking')}
      </Link>
    </Notice>
  );
}
