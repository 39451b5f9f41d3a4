import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import './reviews.css';

const all = [1, 2, 3, 4, 5];

/** A rating to read. */
export function Stars({ rating }: { rating: number }) {
  const { t } = useTranslation();
  return (
    <span className="stars-read">
      <span aria-hidden="true">
        {all.map((star) => (
          <span key={star} className={star <= rating ? 'on' : 'off'}>
            ★
          </span>
        ))}
      </span>
      <span className="hidden">{t('reviews.stars', { count: rating })}</span>
    </span>
  );
}

type Props = { rating: number | null; error: string | undefined; onRating: (rating: number) => void };

/** A rating to give: five radio buttons, drawn as stars. */
export function StarChoice({ rating, error, onRating }: Props) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="field stars" aria-describedby={error ? `${name}-note` : undefined}>
      <legend>{t('reviews.own.rating')}</legend>
      <span className="choices">
        {all.map((star) => (
          <label key={star} className={star <= (rating ?? 0) ? 'on' : 'off'}>
            <input
              type="radio"
              name={name}
              checked={rating === star}
              aria-invalid={error ? true : undefined}
              onChange={() => {
                onRating(star);
              }}
            />
            <span aria-hidden="true">★</span>
            <span className="hidden">{t('reviews.stars', { count: star })}</span>
          </label>
        ))}
      </span>
      {error && (
        <span className="error" id={`${name}-note`}>
          {error}
        </span>
      )}
    </fieldset>
  );
}
