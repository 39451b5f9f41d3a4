import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { HomePage } from '../features/search/HomePage.tsx';
import { ResultsPage } from '../features/search/ResultsPage.tsx';
import { useOfferChoice } from './useOfferChoice.ts';

const home = getRouteApi('/');
const cars = getRouteApi('/cars');

export function HomeRoute(): ReactElement {
  const navigate = useNavigate();
  const search = home.useSearch();
  return (
    <HomePage
      key={search.from}
      search={search}
      onSearch={(next) => {
        // The home page keeps the search too: going back finds it filled in.
        void navigate({ to: '/', search: next, replace: true }).then(() => navigate({ to: '/cars', search: next }));
      }}
    />
  );
}

export function ResultsRoute(): ReactElement {
  const navigate = useNavigate();
  return (
    <ResultsPage
      search={cars.useSearch()}
      choice={useOfferChoice()}
      onSearch={(next) => void navigate({ to: '/cars', search: next, resetScroll: false })}
    />
  );
}
