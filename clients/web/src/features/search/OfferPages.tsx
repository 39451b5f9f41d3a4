import { distanceKm } from '@ycyw/core/distance';
import { type OfferCardPartsFragment, type SearchOffersQueryVariables, SearchOffersDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { OfferCard } from '../../ui/OfferCard.tsx';
import type { OfferChoice } from '../../ui/offerChoice.ts';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { OfferBones } from './OfferBones.tsx';
import { PlanLines } from './PlanLines.tsx';

type Props = { variables: SearchOffersQueryVariables; choice: OfferChoice };

/** The pages fetched so far, and what asks for one more. */
export function OfferPages({ variables, choice }: Props) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return cursors.map((after, index) => (
    <OfferPage
      key={after}
      variables={{ ...variables, after }}
      choice={choice}
      onMore={
        index === cursors.length - 1
          ? (next) => {
              setCursors([...cursors, next]);
            }
          : undefined
      }
    />
  ));
}

function OfferPage({ variables, choice, onMore }: Props & { onMore: ((cursor: string) => void) | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, again] = useQuery({ query: SearchOffersDocument, variables });
  if (error) return <Problem failure={error} onRetry={again} />;
  if (!data) return fetching ? <OfferBones /> : null;
  const whereOf = ({ pickUp: { agency } }: OfferCardPartsFragment) => {
    if (!agency) return undefined;
    const place = `${agency.name} (${agency.code})`;
    const { near } = variables.input;
    return near ? t('results.away', { place, km: format.number(Math.round(distanceKm(near, agency.location))) }) : place;
  };
  const { edges, pageInfo } = data.searchOffers;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return (
    <>
      {edges.map(({ node }, index) => (
        <OfferCard
          key={node.id}
          offer={node}
          where={variables.input.pickUpAgency ? undefined : whereOf(node)}
          because={node.recommendation?.because}
          linesOf={(ratePlan) => <PlanLines offer={node} ratePlan={ratePlan} input={variables.input} />}
          takesFocus={index === 0 && Boolean(variables.after)}
          choosing={choice.choosing === node.id}
          onChoose={choice.choose}
        />
      ))}
      {next && onMore && (
        <Button
          tone="quiet"
          className="more"
          onClick={() => {
            onMore(next);
          }}
        >
          {t('results.more')}
        </Button>
      )}
    </>
  );
}
