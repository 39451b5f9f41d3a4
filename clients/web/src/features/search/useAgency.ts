import { AgencyByCodeDocument, type AgencyPlaceFragment } from '@ycyw/core/generated/graphql';
import { useQuery } from 'urql';

/** The agency that a code in the address stands for; null until known, and when there is none. */
export function useAgency(code: string | undefined): AgencyPlaceFragment | null {
  const [{ data }] = useQuery({ query: AgencyByCodeDocument, variables: { code: code ?? '' }, pause: !code });
  return data?.agency?.code === code ? (data?.agency ?? null) : null;
}
