import type { SearchOffersQuery } from '@ycyw/core/generated/graphql';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { SearchBox } from './SearchBox.tsx';
import { chosenFilter, type SearchParams, usualPeriod } from './searchParams.ts';
import { useAgency } from './useAgency.ts';

type Facets = SearchOffersQuery['searchOffers']['facets'];
type Props = { search: SearchParams; facets: Facets; onSearch: (search: SearchParams) => void };

/** The search box above its results; on a phone one line that says what was asked, and opens it. */
export function SearchAgain({ search, facets, onSearch }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(!(search.from ?? search.country ?? search.near));
  const id = useId();
  const line = useRef<HTMLButtonElement>(null);
  return (
    <div className={open ? 'search-again open' : 'search-again'}>
      <button
        ref={line}
        type="button"
        className="line"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Asked search={search} facets={facets} />
        <span className="action">{t(open ? 'shell.close' : 'results.change')}</span>
      </button>
      <div id={id}>
        <SearchBox
          key={`${search.from ?? search.country ?? search.near ?? ''}${search.to ?? ''}`}
          search={search}
          onSearch={(next) => {
            setOpen(false);
            // On a phone the button that was pressed goes with the box.
            line.current?.focus();
            onSearch(next);
          }}
        />
      </div>
    </div>
  );
}

function Asked({ search, facets }: Omit<Props, 'onSearch'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const [from, to] = [useAgency(search.from), useAgency(search.to)];
  const usual = usualPeriod(new Date());
  const place = (code: string, city: string | undefined) => (city ? `${city} ${code}` : code);
  const start = search.from
    ? place(search.from, from?.city)
    : search.country
      ? format.country(search.country)
      : t(search.near ? 'search.aroundMe' : 'search.title');
  const { category } = chosenFilter(search);
  const names = facets.flatMap(({ name, values }) => (name === 'category' ? values : [])).filter(({ value }) => category.includes(value));
  return (
    <>
      <strong>{search.to && search.to !== search.from ? `${start} → ${place(search.to, to?.city)}` : start}</strong>
      <span>
        {format.wallClock(search.start ?? usual.start, 'date')} – {format.wallClock(search.end ?? usual.end, 'date')} ·{' '}
        {names.length > 0 ? names.map(({ label }) => label).join(', ') : t('results.allCategories')}
      </span>
    </>
  );
}
