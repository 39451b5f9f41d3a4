import { AgencyByCodeDocument, type AgencyPlaceFragment } from '@ycyw/core/generated/graphql';
import { useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { useOnline } from '../../ui/useOnline.ts';

/** The agency that a code in the address stands for; null until known, and when there is none. */
export function useAgency(code: string | undefined): AgencyPlaceFragment | null {
  const [{ data, error }, ask] = useQuery({ query: AgencyByCodeDocument, variables: { code: code ?? '' }, pause: !code });
  const online = useOnline();
  const before = useRef(online);
  const failed = error !== undefined;
  useEffect(() => {
    if (online && !before.current && failed) ask({ requestPolicy: 'network-only' });
    before.current = online;
  }, [online, failed, ask]);
  return data?.agency?.code === code ? (data?.agency ?? null) : null;
}
