import { Link } from '@tanstack/react-router';
import { BookingReviewDocument, type ReviewPartsFragment, WithdrawReviewDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { Review } from './Review.tsx';
import { ReviewForm } from './ReviewForm.tsx';
import './reviews.css';

type Props = { reference: string; guestToken: string | undefined; name: string | null };

/** On the page of a rental that is over: what its renter says of it, or the way to say it. */
export function BookingReview({ reference, guestToken, name }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [writing, setWriting] = useState(false);
  const [{ data }, again] = useQuery({
    query: BookingReviewDocument,
    variables: { reference, guestToken: guestToken ?? null },
    requestPolicy: 'cache-and-network',
  });
  const booking = data?.booking;
  if (!booking) return null;
  const { review, reviewableUntil } = booking;
  const refresh = () => {
    setWriting(false);
    again({ requestPolicy: 'network-only' });
  };
  if (writing)
    return (
      <section className="sheet" aria-labelledby="review">
        <h2 id="review">{t('reviews.own.ask')}</h2>
        <ReviewForm bookingId={booking.id} guestToken={guestToken} name={name} review={review ?? null} onDone={refresh} />
      </section>
    );
  const write = reviewableUntil ? (
    <Button
      tone={review ? 'quiet' : 'primary'}
      onClick={() => {
        setWriting(true);
      }}
    >
      {t(review && review.state !== 'WITHDRAWN' ? 'reviews.own.edit' : 'reviews.own.open')}
    </Button>
  ) : null;
  if (review)
    return (
      <section className="sheet stack" aria-labelledby="review">
        <Own review={review} bookingId={booking.id} reference={reference} guestToken={guestToken} onWithdrawn={refresh} />
        <div className="row">{write}</div>
      </section>
    );
  if (!reviewableUntil) return null;
  return (
    <section className="sheet stack" aria-labelledby="review">
      <h2 id="review">{t('reviews.own.ask')}</h2>
      <p>{t('reviews.own.askLead')}</p>
      <p className="small muted">{t('reviews.own.until', { date: format.instant(reviewableUntil, 'day') })}</p>
      <div className="row">{write}</div>
    </section>
  );
}

type OwnProps = {
  review: ReviewPartsFragment;
  bookingId: string;
  reference: string;
  guestToken: string | undefined;
  onWithdrawn: () => void;
};

function Own({ review, bookingId, reference, guestToken, onWithdrawn }: OwnProps) {
  const { t } = useTranslation();
  const { state } = review;
  return (
    <>
      <div className="row">
        <h2 id="review">{t('reviews.own.mine')}</h2>
        <span className={`tag ${state === 'PUBLISHED' ? '' : state === 'REJECTED' ? 'warn' : 'plain'}`}>{t(`reviews.own.${state}`)}</span>
      </div>
      {state === 'PENDING' && <p className="small muted">{t('reviews.own.pendingLead')}</p>}
      {state === 'REJECTED' && review.rejection && (
        <p>
          {t('reviews.own.rejectedLead', { why: t(`reviews.why.${review.rejection}`) })}{' '}
          <Link className="link" to="/help" search={{ booking: reference }}>
            {t('reviews.own.object')}
          </Link>
        </p>
      )}
      {state === 'WITHDRAWN' ? <p className="muted">{t('reviews.own.withdrawnLead')}</p> : <Review review={review} />}
      {state !== 'WITHDRAWN' && <Withdrawal bookingId={bookingId} guestToken={guestToken} onDone={onWithdrawn} />}
    </>
  );
}

function Withdrawal({ bookingId, guestToken, onDone }: { bookingId: string; guestToken: string | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [{ error, fetching }, withdraw] = useMutation(WithdrawReviewDocument);
  const keyFor = useIdempotencyKey();
  if (!asking)
    return (
      <button
        type="button"
        className="link"
        onClick={() => {
          setAsking(true);
        }}
      >
        {t('reviews.own.withdraw')}
      </button>
    );
  const input = { bookingId, guestToken: guestToken ?? null };
  return (
    <div className="stack">
      <p>{t('reviews.own.withdrawSure')}</p>
      {error && <Problem failure={error} />}
      <div className="row">
        <Button
          tone="danger"
          compact
          autoFocus
          busy={fetching && t('reviews.own.sending')}
          onClick={() => {
            void withdraw({ ...input, idempotencyKey: keyFor(input) }).then((answer) => {
              if (answer.data) onDone();
            });
          }}
        >
          {t('reviews.own.withdrawYes')}
        </Button>
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setAsking(false);
          }}
        >
          {t('reviews.own.keep')}
        </Button>
      </div>
    </div>
  );
}
