import { SearchOffersDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import type { OfferChoice } from '../../ui/offerChoice.ts';
import { OfferChoiceOutcome } from '../../ui/OfferChoiceOutcome.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { CurrencyChoice } from './CurrencyChoice.tsx';
import { Facets } from './Facets.tsx';
import { OfferBones } from './OfferBones.tsx';
import { OfferPages } from './OfferPages.tsx';
import { offerVariables } from './offerVariables.ts';
import './results.css';
import { SearchAgain } from './SearchAgain.tsx';
import { noFilters, offerSorts, type SearchParams } from './searchParams.ts';
import { useAgency } from './useAgency.ts';

type Props = { search: SearchParams; onSearch: (search: SearchParams) => void; choice: OfferChoice };

export function ResultsPage({ search, onSearch, choice }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const agency = useAgency(search.from);
  const place = search.from ?? search.country ?? search.near;
  const variables = offerVariables(search);
  const [{ data, error, fetching, stale }, again] = useQuery({ query: SearchOffersDocument, variables, pause: !place });
  const offers = data?.searchOffers;
  const filtered = Boolean(variables.input.acriss ?? search.max);
  const title = offers ? titleOf(offers.totalCount) : fetching ? t('results.loadingTitle') : t('search.title');
  const trip = `${place ?? ''}${search.to ?? ''}`;

  function titleOf(count: number): string {
    const counted = { count, total: format.number(count) };
    if (search.from) return t('results.title', { ...counted, city: agency?.city ?? '', code: search.from });
    return search.country
      ? t('results.titleCountry', { ...counted, country: format.country(search.country) })
      : t('results.titleNear', counted);
  }

  return (
    <div className="wrap page results">
      <SearchAgain search={search} facets={offers?.facets ?? []} onSearch={onSearch} />
      <div className="bar">
        <PageTitle title={title} about={`${trip}${filtered ? ' filtered' : ''}`}>
          {title}
        </PageTitle>
        <p className="hidden" role="status">
          {offers && !fetching && title}
        </p>
        <div className="sorts">
          <CurrencyChoice search={search} onSearch={onSearch} />
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
          <Facets
            facets={offers?.facets ?? []}
            search={search}
            currency={offers?.edges[0]?.node.price.total.currency}
            onSearch={onSearch}
          />
          <section aria-busy={fetching || stale} className="stack">
            {!offers && fetching && <OfferBones />}
            {offers?.totalCount === 0 && (
              <Empty
                title={t('results.emptyTitle')}
                text={filtered ? t('results.emptyFiltered') : t(search.from ? 'results.empty' : 'results.emptyWide')}
              >
                {filtered && (
                  <Button
                    tone="quiet"
                    onClick={() => {
                      onSearch({ ...search, ...noFilters });
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
