import { AgencyByCodeDocument, type AgencyPlaceFragment } from '@ycyw/core/generated/graphql';
import { useQuery } from 'urql';
import { useBackOnline } from '../../ui/useBackOnline.ts';

/** The agency that a code in the address stands for; null until known, and when there is none. */
export function useAgency(code: string | undefined): AgencyPlaceFragment | null {
  const [{ data, error }, ask] = useQuery({ query: AgencyByCodeDocument, variables: { code: code ?? '' }, pause: !code });
  useBackOnline(() => {
    if (error) ask({ requestPolicy: 'network-only' });
  });
  return data?.agency?.code === code ? (data?.agency ?? null) : null;
}
