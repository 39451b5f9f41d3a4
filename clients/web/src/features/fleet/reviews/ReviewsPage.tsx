import { ReviewsToAnswerDocument, ReviewsToModerateDocument, type ReviewsToModerateQuery } from '@ycyw/core/generated/fleet/graphql';
import type { Role } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { PageTurn, usePages } from '../PageTurn.tsx';
import { Answering } from './Answering.tsx';
import { Deciding } from './Deciding.tsx';
import './reviews.css';

/** What customers say: what is to be read before it is shown, and for managers what waits for an answer. */
export function ReviewsPage({ role }: { role: Role }) {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t('reviews.staffTitle')}>{t('reviews.staffTitle')}</PageTitle>
      <p className="lead">{t('reviews.staffLead')}</p>
      <ToModerate />
      {role !== 'AGENT' && <ToAnswer />}
    </>
  );
}

export type Waiting = ReviewsToModerateQuery['reviewsToModerate']['edges'][number]['node'];

function ToModerate() {
  const { t } = useTranslation();
  const pages = usePages();
  const [{ data, error, fetching }, again] = useQuery({
    query: ReviewsToModerateDocument,
    variables: { after: pages.after },
    requestPolicy: 'cache-and-network',
  });
  const waiting = data?.reviewsToModerate;
  const refresh = () => {
    again({ requestPolicy: 'network-only' });
  };
  return (
    <section aria-labelledby="to-moderate" className="reviews-waiting">
      <h2 id="to-moderate">
        {t('reviews.desk.toModerate')} {waiting && waiting.totalCount > 0 && <span className="muted">{waiting.totalCount}</span>}
      </h2>
      {fetching && !waiting && <Bones widths={['30%', '100%', '80%']} height={24} />}
      {error && !waiting && <Problem failure={error} onRetry={again} />}
      {waiting?.edges.length === 0 && <Empty title={t('reviews.desk.noneTitle')} text={t('reviews.desk.none')} />}
      {waiting?.edges.map(({ node }) => (
        <Deciding key={`${node.id} ${String(node.revision)}`} review={node} onStale={refresh} />
      ))}
      <PageTurn pages={pages} info={waiting?.pageInfo} busy={fetching} />
    </section>
  );
}

function ToAnswer() {
  const { t } = useTranslation();
  const pages = usePages();
  const [{ data, error, fetching }, again] = useQuery({
    query: ReviewsToAnswerDocument,
    variables: { after: pages.after },
    requestPolicy: 'cache-and-network',
  });
  const waiting = data?.reviewsToAnswer;
  return (
    <section aria-labelledby="to-answer" className="reviews-waiting">
      <h2 id="to-answer">
        {t('reviews.desk.toAnswer')} {waiting && waiting.totalCount > 0 && <span className="muted">{waiting.totalCount}</span>}
      </h2>
      {fetching && !waiting && <Bones widths={['30%', '100%', '80%']} height={24} />}
      {error && !waiting && <Problem failure={error} onRetry={again} />}
      {waiting?.edges.length === 0 && <p className="muted">{t('reviews.desk.allAnswered')}</p>}
      {waiting?.edges.map(({ node }) => (
        <Answering key={node.id} review={node} />
      ))}
      <PageTurn pages={pages} info={waiting?.pageInfo} busy={fetching} />
    </section>
  );
}
