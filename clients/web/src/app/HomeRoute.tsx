import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { HomePage } from '../features/search/HomePage.tsx';

const home = getRouteApi('/');

export function HomeRoute(): ReactElement {
  const navigate = useNavigate();
  const router = useRouter();
  const search = home.useSearch();
  return (
    <HomePage
      key={search.from}
      search={search}
      onIntent={() => void router.preloadRoute({ to: '/cars' })}
      onSearch={(next) => {
        // The home page keeps the search too: going back finds it filled in.
        void navigate({ to: '/', search: next, replace: true }).then(() => navigate({ to: '/cars', search: next }));
      }}
    />
  );
}
