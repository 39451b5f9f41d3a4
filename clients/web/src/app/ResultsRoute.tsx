import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ResultsPage } from '../features/search/ResultsPage.tsx';
import { useOfferChoice } from './useOfferChoice.ts';

const cars = getRouteApi('/cars');

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
