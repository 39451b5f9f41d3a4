import { Link } from '@tanstack/react-router';
import { AgencyReviewsDocument, ClassReviewsDocument, type AgencyReviewsQuery } from '@ycyw/core/generated/graphql';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery, type CombinedError } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { RatingFigures, ReviewList } from './ReviewList.tsx';
import './reviews.css';

type Reviewed = Pick<NonNullable<AgencyReviewsQuery['agency']>, 'rating' | 'reviews'>;

/** Reviews of all rentals from an agency. */
export function AgencyReviewsPage({ code }: { code: string }) {
  const { t } = useTranslation();
  const { country } = useFormat();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({ query: AgencyReviewsDocument, variables: { code, after } });
  const agency = data?.agency;
  const title = t('reviews.agencyTitle', { name: agency?.name ?? code });
  return (
    <Frame
      title={title}
      lead={agency ? `${agency.city}, ${country(agency.country)}` : ''}
      reviewed={agency}
      error={error}
      fetching={fetching}
      onRetry={again}
      onMore={setAfter}
      byAgency={false}
    >
      <Link className="btn" to="/" search={{ from: code }}>
        {t('reviews.rentHere')}
      </Link>
    </Frame>
  );
}

/** Reviews of a class, at all agencies. */
export function ClassReviewsPage({ acriss }: { acriss: string }) {
  const { t } = useTranslation();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({ query: ClassReviewsDocument, variables: { acriss, after } });
  const found = data?.vehicleClass;
  const title = t('reviews.classTitle', { name: found?.name ?? acriss });
  const lead = found ? t('results.orSimilar', { model: found.exampleModel }) : '';
  return (
    <Frame title={title} lead={lead} reviewed={found} error={error} fetching={fetching} onRetry={again} onMore={setAfter} byAgency>
      <Link className="btn" to="/">
        {t('reviews.rent')}
      </Link>
    </Frame>
  );
}

type FrameProps = {
  title: string;
  lead: string;
  reviewed: Reviewed | null | undefined;
  error: CombinedError | undefined;
  fetching: boolean;
  byAgency: boolean;
  onRetry: () => void;
  onMore: (after: string) => void;
  children: ReactNode;
};

function Frame({ title, lead, reviewed, error, fetching, byAgency, onRetry, onMore, children }: FrameProps) {
  const { t } = useTranslation();
  const { reviews, rating } = reviewed ?? {};
  const next = reviews?.pageInfo.hasNextPage ? reviews.pageInfo.endCursor : null;
  if (!fetching && !reviewed && !error)
    return (
      <div className="wrap page">
        <Empty page title={t('reviews.unknownTitle')} text={t('reviews.unknown')} />
      </div>
    );
  return (
    <div className="wrap page reviews-page">
      <PageTitle title={title}>{title}</PageTitle>
      {lead && <p className="lead">{lead}</p>}
      {rating && <RatingFigures rating={rating} />}
      {reviews && <Verified words={reviews.verified} />}
      {fetching && !reviews && <Bones widths={['40%', '100%', '80%', '100%']} height={24} />}
      {error && !reviews && <Problem failure={error} onRetry={onRetry} />}
      {reviews?.edges.length === 0 && <Empty title={t('reviews.emptyTitle')} text={t('reviews.empty')} />}
      {reviews && reviews.edges.length > 0 && <ReviewList reviews={reviews} byAgency={byAgency} />}
      {next && (
        <Button
          tone="quiet"
          busy={fetching && t('shell.loading')}
          onClick={() => {
            onMore(next);
          }}
        >
          {t('reviews.more')}
        </Button>
      )}
      {reviewed && children}
    </div>
  );
}

function Verified({ words }: { words: string }) {
  const { t } = useTranslation();
  return (
    <details className="small muted">
      <summary>{t('reviews.verified')}</summary>
      <p>{words}</p>
    </details>
  );
}
