import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { searchOffers, type OfferSort, type SearchInput } from '../actions/search.ts';
import { searcherOf } from '../actions/recommendation/searcher.ts';
import type { Context } from './context.ts';
import { facetsOf } from './facets.ts';
import { showOffer } from './offer.ts';
import { showRecommendations } from './recommendation.ts';

export interface OffersAsked {
  input: SearchInput;
  sort: OfferSort;
  first: number;
  after?: string | null;
}

/** A page of a search: facets count all that is free there, the page and the total only what the filters leave. */
export async function offerPage(context: Context, { input, sort, first, after }: OffersAsked) {
  const { world, language, viewer } = context;
  const size = pageSize(first);
  const manner = { sort, most: size + 1, cursor: decodeCursor(after), searcher: searcherOf(viewer) };
  const { offers, totalCount, sought, agencies, recommended } = await searchOffers(world, input, manner);
  // At once: what they are counted from is large, and other searches wait for room.
  const facets = facetsOf(sought, input.ratePlans ?? null, world.tariff.plans, language);
  const recommendationOf = showRecommendations(recommended, agencies, language);
  const page = connection(offers, size, ({ key }) => key, after);
  return {
    ...page,
    edges: page.edges.map(({ node: { offer }, cursor }) => ({
      node: { ...showOffer(context, offer), recommendation: recommendationOf(offer.journey.acriss) },
      cursor,
    })),
    totalCount,
    facets,
    searched: agencies,
  };
}
