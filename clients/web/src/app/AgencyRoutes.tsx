import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useCallback } from 'react';
import { AgenciesPage } from '../features/agencies/AgenciesPage.tsx';

const agencies = getRouteApi('/agencies');

export function AgenciesRoute(): ReactElement {
  const navigate = useNavigate();
  const { text = '' } = agencies.useSearch();
  const ask = useCallback(
    (next: string) => {
      if (next !== text) void navigate({ to: '/agencies', search: { text: next || undefined }, replace: true, resetScroll: false });
    },
    [navigate, text],
  );
  return <AgenciesPage text={text} onText={ask} />;
}
