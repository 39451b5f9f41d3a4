import { type AcrissFilter, acrissPlaces } from '@ycyw/core/acrissFilter';
import type { SearchOffersQuery } from '@ycyw/core/generated/graphql';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { chosenFilter, noFilters, type SearchParams } from './searchParams.ts';
import { Terms } from './Terms.tsx';

type Facet = SearchOffersQuery['searchOffers']['facets'][number];
type Props = {
  facets: readonly Facet[];
  search: SearchParams;
  /** Of the prices shown. */
  currency: string | undefined;
  onSearch: (search: SearchParams) => void;
};

/** What can be told apart among the offers; a tick goes to the address bar at once. */
export function Facets({ facets, search, currency, onSearch }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  const chosen = chosenFilter(search);
  const active = acrissPlaces.flatMap((place) => chosen[place]).length + (search.max ? 1 : 0);

  const valuesOf = (facet: string) => facets.find(({ name }) => name === facet)?.values ?? [];

  const toggle = (place: keyof AcrissFilter, value: string) => {
    const values = chosen[place].includes(value) ? chosen[place].filter((other) => other !== value) : [...chosen[place], value];
    onSearch({ ...search, [place]: values.length > 0 ? values.join(',') : undefined });
  };

  return (
    <aside className="filters" aria-label={t('results.filters')}>
      <Button
        tone="quiet"
        compact
        className="disclose"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {active > 0 ? t('results.filtersCount', { count: active }) : t('results.filters')}
      </Button>
      <div id={id} className={open ? 'groups open' : 'groups'}>
        <Terms search={search} prices={valuesOf('price')} plans={valuesOf('ratePlan')} currency={currency} onSearch={onSearch} />
        {acrissPlaces.map((place) => {
          const facet = facets.find(({ name }) => name.toLowerCase().startsWith(place));
          const values = facet?.values.filter(({ value, count }) => count > 0 || chosen[place].includes(value)) ?? [];
          if (values.length === 0) return null;
          return (
            <fieldset key={place}>
              <legend>{t(`results.facet.${place}`)}</legend>
              {values.map(({ value, label, count }) => (
                <label key={value} className="check">
                  <input
                    type="checkbox"
                    checked={chosen[place].includes(value)}
                    onChange={() => {
                      toggle(place, value);
                    }}
                  />
                  <span>{label}</span>
                  <span className="count">{count}</span>
                </label>
              ))}
            </fieldset>
          );
        })}
        {active > 0 && (
          <button
            type="button"
            className="link"
            onClick={() => {
              onSearch({ ...search, ...noFilters });
            }}
          >
            {t('results.clear')}
          </button>
        )}
      </div>
    </aside>
  );
}
