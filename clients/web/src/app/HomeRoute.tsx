import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { HomePage } from '../features/search/HomePage.tsx';
import { useAccount } from './Graph.tsx';

const home = getRouteApi('/');

const NextTrips = lazy(() =>
  import('../features/recommendations/NextTrips.tsx').then(({ NextTrips: component }) => ({ default: component })),
);

export function HomeRoute(): ReactElement {
  const navigate = useNavigate();
  const router = useRouter();
  const search = home.useSearch();
  const { viewer } = useAccount();
  return (
    <HomePage
      key={search.from}
      search={search}
      onIntent={() => void router.preloadRoute({ to: '/cars' })}
      onSearch={(next) => {
        // The home page keeps the search too: going back finds it filled in.
        void navigate({ to: '/', search: next, replace: true }).then(() => navigate({ to: '/cars', search: next }));
      }}
    >
      {viewer?.role === 'CUSTOMER' && (
        <Suspense fallback={null}>
          <NextTrips />
        </Suspense>
      )}
    </HomePage>
  );
}
