import { Link } from '@tanstack/react-router';
import { QuoteByIdDocument, type QuotePartsFragment, type ViewerPartsFragment } from '@ycyw/core/generated/graphql';
import { plansWorthShowing } from '@ycyw/core/plans';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Countdown } from '../../ui/Countdown.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Extras } from '../../ui/Extras.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { OfferChoice } from '../../ui/offerChoice.ts';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { PlanChoice } from '../../ui/PlanChoice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { Words } from '../../ui/Words.tsx';
import { BookOutcome } from './BookOutcome.tsx';
import './checkout.css';
import { DeliveryChoice } from './delivery/DeliveryChoice.tsx';
import { placesOf } from './delivery/placesDraft.ts';
import { usePlaces } from './delivery/usePlaces.ts';
import { DriverForm } from './DriverForm.tsx';
import { PromoCode } from './PromoCode.tsx';
import { Steps } from './Steps.tsx';
import { Summary } from './Summary.tsx';
import { type Booked, useBooking } from './useBooking.ts';
import { UseCashback } from './UseCashback.tsx';
import { useRequote } from './useRequote.ts';
import { WhoBooks, type Way } from './WhoBooks.tsx';

type Props = {
  quoteId: string;
  viewer: ViewerPartsFragment | null | undefined;
  choice: OfferChoice;
  /** The forms that end in an account; the checkout only says where they stand. */
  signIn: ReactNode;
  register: ReactNode;
  onQuote: (quoteId: string) => void;
  onBooked: (booked: Booked) => void;
};

export function CheckoutPage({ quoteId, viewer, choice, signIn, register, onQuote, onBooked }: Props) {
  const { t } = useTranslation();
  const [fresh, setFresh] = useState<QuotePartsFragment | null>(null);
  const known = fresh?.id === quoteId ? fresh : null;
  const [{ data, error, fetching }, again] = useQuery({ query: QuoteByIdDocument, variables: { id: quoteId }, pause: known !== null });
  const quote = known ?? data?.quote ?? null;
  const adopt = (next: QuotePartsFragment) => {
    setFresh(next);
    onQuote(next.id);
  };
  return (
    <div className="wrap page checkout">
      <div className="head">
        <PageTitle title={t('checkout.title')}>{t('checkout.title')}</PageTitle>
        <Steps current="driver" />
      </div>
      {!quote && fetching && <Bones widths={['60%', '80%', '70%', '50%', '64%']} height={22} />}
      {!quote && error && <Problem failure={error} onRetry={again} />}
      {!quote && !fetching && !error && (
        <Empty title={t('checkout.quoteGone')} text={t('checkout.lost')}>
          <Link className="btn" to="/">
            {t('checkout.searchAgain')}
          </Link>
        </Empty>
      )}
      {quote && (
        <Checkout quote={quote} viewer={viewer} choice={choice} signIn={signIn} register={register} onQuote={adopt} onBooked={onBooked} />
      )}
    </div>
  );
}

type CheckoutProps = Omit<Props, 'quoteId' | 'onQuote'> & { quote: QuotePartsFragment; onQuote: (quote: QuotePartsFragment) => void };

function Checkout({ quote, viewer, choice, signIn, register, onQuote, onBooked }: CheckoutProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [way, setWay] = useState<Way>('guest');
  const requote = useRequote(quote, onQuote);
  const { wish, promoRefused } = requote;
  const places = usePlaces(quote, requote);
  const booking = useBooking({ quote, onQuote, onBooked });
  const { offer, price } = quote;
  const signedOff = viewer === null && way !== 'guest';
  return (
    <div className="columns">
      <Summary vehicleClass={offer.vehicleClass} pickUp={offer.pickUp} dropOff={offer.dropOff} price={price} ratePlan={offer.ratePlan}>
        <div>
          <Countdown label={t('checkout.quoteHolds')} gone={t('checkout.quoteGone')} until={quote.expiresAt} />
        </div>
        <PromoCode
          applied={requote.promoCode}
          refused={promoRefused ? (promoRefused.refused.message ?? t('promo.refused')) : undefined}
          busy={requote.busy}
          onCode={(promoCode) => {
            requote.change({ promoCode });
          }}
        />
      </Summary>
      <div className="stack main">
        <Plans
          quote={quote}
          chosen={wish.offerId}
          busy={requote.busy}
          onChoose={(offerId) => {
            requote.change({ offerId });
          }}
        />
        <Extras
          offered={offer.extras}
          chosen={wish.extras}
          total={price.total}
          busy={requote.busy}
          onChange={(extras) => {
            requote.change({ extras });
          }}
        />
        <Words of="rental" waiting={null}>
          <DeliveryChoice
            box={places.box}
            quote={quote}
            draft={places.draft}
            tried={places.tried}
            refused={requote.placesRefused?.message ?? undefined}
            onDraft={places.change}
          />
        </Words>
        {viewer?.role === 'CUSTOMER' && (
          <Words of="rental" waiting={null}>
            <UseCashback
              price={price}
              used={wish.useCashback}
              busy={requote.busy}
              onUse={(useCashback) => {
                requote.change({ useCashback });
              }}
            />
          </Words>
        )}
        {requote.soldOut && <Notice tone="warn" title={t('checkout.soldOutTitle')} />}
        {requote.error && <Problem failure={requote.error} />}
        <WhoBooks viewer={viewer} way={way} onWay={setWay} />
        {viewer === null && way === 'signIn' && signIn}
        {viewer === null && way === 'register' && register}
        {!signedOff && (
          <DriverForm
            viewer={viewer}
            amount={format.money(price.due)}
            payment={price.due.minor === 0 ? 'AT_HAND_OVER' : offer.ratePlan.payment}
            busy={booking.busy}
            blocked={requote.busy}
            onBook={(driver) => {
              if (places.complete()) booking.book(driver, placesOf(places.draft, quote.deliveries, offer.pickUp.agency?.country ?? ''));
            }}
          >
            <BookOutcome outcome={booking.outcome} error={booking.error} choice={choice} />
          </DriverForm>
        )}
      </div>
    </div>
  );
}

type PlansProps = { quote: QuotePartsFragment; chosen: string; busy: boolean; onChoose: (offerId: string) => void };

/** The plan may still be changed here; what comes of it is a new quote. */
function Plans({ quote: { offer }, chosen, busy, onChoose }: PlansProps) {
  const plans = plansWorthShowing([offer, ...offer.otherPlans]);
  const shown = plans.some(({ id }) => id === offer.id)
    ? plans
    : [offer, ...plans.filter((plan) => plan.ratePlan.payment !== offer.ratePlan.payment)];
  if (shown.length < 2)
    return (
      <p className="small muted">
        <b>{offer.ratePlan.name}</b>. {offer.ratePlan.description}
      </p>
    );
  return <PlanChoice plans={shown} chosen={chosen} detailed busy={busy} onChoose={onChoose} />;
}
