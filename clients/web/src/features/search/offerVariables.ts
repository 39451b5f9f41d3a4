import { acrissPatterns } from '@ycyw/core/acrissFilter';
import type { SearchOffersQueryVariables } from '@ycyw/core/generated/graphql';
import { capOf, chosenFilter, planCodes, pointOf, type SearchParams, usualAge, usualPeriod, usualRadius } from './searchParams.ts';

export const pageSize = 10;

/** What the graph is asked for a search. One rate plan each: a car is one card, with its other plans on it. */
export function offerVariables(search: SearchParams): SearchOffersQueryVariables {
  const usual = usualPeriod(new Date());
  const near = pointOf(search.near);
  const cap = capOf(search.max);
  return {
    input: {
      pickUpAgency: search.from ?? null,
      country: search.country ?? null,
      near,
      radiusKm: near ? (search.radius ?? usualRadius) : null,
      dropOffAgency: search.to ?? null,
      pickUpAt: search.start ?? usual.start,
      dropOffAt: search.end ?? usual.end,
      driverAge: search.age ?? usualAge,
      acriss: acrissPatterns(chosenFilter(search)) ?? null,
      maxTotalMinor: cap?.minor ?? null,
      currency: cap?.currency ?? search.currency ?? null,
      ratePlans: [planCodes[search.pay === 'desk' ? 'AT_HAND_OVER' : 'NOW']],
    },
    sort: search.sort ?? 'PRICE',
    first: pageSize,
    after: null,
  };
}
