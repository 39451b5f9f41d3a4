import { acrissPatterns } from '@ycyw/core/acrissFilter';
import { type SearchOffersQueryVariables, SearchOffersDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import type { OfferChoice } from '../../ui/offerChoice.ts';
import { OfferChoiceOutcome } from '../../ui/OfferChoiceOutcome.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Facets } from './Facets.tsx';
import { OfferBones } from './OfferBones.tsx';
import { OfferPages } from './OfferPages.tsx';
import './results.css';
import { SearchBox } from './SearchBox.tsx';
import { chosenFilter, offerSorts, type SearchParams, usualAge, usualPeriod } from './searchParams.ts';
import { useAgency } from './useAgency.ts';

type Props = { search: SearchParams; onSearch: (search: SearchParams) => void; choice: OfferChoice };

export const pageSize = 10;

export function offerVariables(search: SearchParams): SearchOffersQueryVariables {
  const usual = usualPeriod(new Date());
  return {
    input: {
      pickUpAgency: search.from ?? null,
      dropOffAgency: search.to ?? null,
      pickUpAt: search.start ?? usual.start,
      dropOffAt: search.end ?? usual.end,
      driverAge: search.age ?? usualAge,
      acriss: acrissPatterns(chosenFilter(search)) ?? null,
    },
    sort: search.sort ?? 'PRICE',
    first: pageSize,
    after: null,
  };
}

export function ResultsPage({ search, onSearch, choice }: Props) {
  const { t } = useTranslation();
  const agency = useAgency(search.from);
  const variables = offerVariables(search);
  const [{ data, error, fetching, stale }, again] = useQuery({ query: SearchOffersDocument, variables, pause: !search.from });
  const offers = data?.searchOffers;
  const filtered = Boolean(variables.input.acriss);
  const title = offers
    ? t('results.title', { count: offers.totalCount, city: agency?.city ?? '', code: search.from ?? '' })
    : fetching
      ? t('results.loadingTitle')
      : t('search.title');

  const trip = `${search.from ?? ''}${search.to ?? ''}`;

  return (
    <div className="wrap page results">
      <SearchBox key={trip} search={search} onSearch={onSearch} />
      <div className="bar">
        <PageTitle title={title} about={`${trip}${filtered ? ' filtered' : ''}`}>
          {title}
        </PageTitle>
        <p className="hidden" role="status">
          {offers && !fetching && title}
        </p>
        <label className="sort">
          {t('results.sort')}
          <select
            value={search.sort ?? 'PRICE'}
            onChange={(event) => {
              onSearch({ ...search, sort: offerSorts.find((sort) => sort === event.target.value) });
            }}
          >
            {offerSorts.map((sort) => (
              <option key={sort} value={sort}>
                {t(`results.sorts.${sort}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <OfferChoiceOutcome choice={choice} />
      {error && (
        <Problem
          failure={error}
          hint={t('results.mend')}
          onRetry={() => {
            again({ requestPolicy: 'network-only' });
          }}
        />
      )}
      {!error && (
        <div className="grid">
          <Facets facets={offers?.facets ?? []} search={search} onSearch={onSearch} />
          <section aria-busy={fetching || stale} className="stack">
            {!offers && fetching && <OfferBones />}
            {offers?.totalCount === 0 && (
              <Empty title={t('results.emptyTitle')} text={filtered ? t('results.emptyFiltered') : t('results.empty')}>
                {filtered && (
                  <Button
                    tone="quiet"
                    onClick={() => {
                      onSearch({ ...search, category: undefined, type: undefined, transmission: undefined, fuel: undefined });
                    }}
                  >
                    {t('results.clear')}
                  </Button>
                )}
              </Empty>
            )}
            {offers && offers.totalCount > 0 && <OfferPages key={JSON.stringify(variables)} variables={variables} choice={choice} />}
          </section>
        </div>
      )}
    </div>
  );
}
