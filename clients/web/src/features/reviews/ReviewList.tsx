import type { AgencyReviewsQuery } from '@ycyw/core/generated/graphql';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { Review } from './Review.tsx';
import { Stars } from './Stars.tsx';

type Reviewed = NonNullable<AgencyReviewsQuery['agency']>;

/** What all ratings come to. */
export function RatingFigures({ rating }: { rating: NonNullable<Reviewed['rating']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rating.average === null) return null;
  return (
    <div className="rating">
      <div>
        <b>{format.decimal(rating.average)}</b>
        <div>
          <Stars rating={Math.round(Number(rating.average))} />
        </div>
        <span className="small muted">{t('reviews.count', { count: rating.count })}</span>
      </div>
      <ul className="histogram">
        {[5, 4, 3, 2, 1].map((stars) => {
          const count = rating.histogram[stars - 1] ?? 0;
          return (
            <li key={stars}>
              <span>
                {stars}
                <span aria-hidden="true"> ★</span>
                <span className="hidden"> {t('reviews.stars', { count: stars })}</span>
              </span>
              <i aria-hidden="true" style={{ '--share': `${String((100 * count) / rating.count)}%` } as CSSProperties} />
              <span>{count}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

type Props = { reviews: NonNullable<Reviewed['reviews']>; byAgency: boolean };

export function ReviewList({ reviews, byAgency }: Props) {
  return (
    <div className="list">
      {reviews.edges.map(({ node }) => (
        <Review key={node.id} review={node} byAgency={byAgency} />
      ))}
    </div>
  );
}
