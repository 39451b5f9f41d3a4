import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/useFormat.ts';
import type { Waiting } from './ReviewsPage.tsx';

/** A review as those read it who decide on it. */
export function Said({ review }: { review: Omit<Waiting, 'flags'> }) {
  const { t } = useTranslation();
  const { locale, instant } = useFormat();
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${review.rentedIn}-01T00:00Z`),
  );
  return (
    <>
      <span className="row">
        <b>{t('reviews.stars', { count: review.rating })}</b>
        <span className="small muted">{instant(review.createdAt, 'date')}</span>
      </span>
      <div lang={review.language}>
        <h3>{review.title}</h3>
        <p>{review.body}</p>
      </div>
      <span className="small muted">
        {t('reviews.lineAgency', { author: review.author, month, agency: review.agency?.name ?? '' })} · {review.vehicleClass?.name}
      </span>
    </>
  );
}
