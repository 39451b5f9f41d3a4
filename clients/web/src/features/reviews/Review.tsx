import type { ReviewPartsFragment } from '@ycyw/core/generated/graphql';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { Stars } from './Stars.tsx';

type Props = {
  review: ReviewPartsFragment;
  /** Where it is said of which agency it is, and not of which class. */ byAgency?: boolean;
  children?: ReactNode;
};

/** What somebody says of a rental, and what the company says to it. */
export function Review({ review, byAgency = false, children }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${review.rentedIn}-01T00:00Z`),
  );
  const facts = { author: review.author, month, class: review.vehicleClass?.name ?? '', agency: review.agency?.name ?? '' };
  return (
    <article className="review" lang={review.language}>
      <Stars rating={review.rating} />
      {review.title && <h3>{review.title}</h3>}
      {review.body && <p>{review.body}</p>}
      <span className="small muted" lang={locale}>
        {t(byAgency ? 'reviews.lineAgency' : 'reviews.line', facts)}
      </span>
      {review.answer && (
        <div className="company">
          <strong className="small">{t('reviews.answer')}</strong>
          <p>{review.answer.body}</p>
        </div>
      )}
      {children}
    </article>
  );
}
