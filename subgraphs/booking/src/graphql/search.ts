import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { searchOffers, type OfferSort, type SearchInput } from '../actions/search.ts';
import type { Context } from './context.ts';
import { facetsOf } from './facets.ts';
import { showOffer } from './offer.ts';

/** A page of a search: facets count all that is free there, the page and the total only what the filters leave. */
export async function offerPage(
  context: Context,
  { input, sort, first, after }: { input: SearchInput; sort: OfferSort; first: number; after?: string | null },
) {
  const { world, language } = context;
  const size = pageSize(first);
  const { offers, totalCount, sought, agencies } = await searchOffers(world, input, { sort, most: size + 1, cursor: decodeCursor(after) });
  // At once: what they are counted from is large, and other searches wait for room.
  const facets = facetsOf(sought, input.ratePlans ?? null, world.tariff.plans, language);
  const page = connection(offers, size, ({ key }) => key, after);
  return {
    ...page,
    edges: page.edges.map(({ node, cursor }) => ({ node: showOffer(context, node.offer), cursor })),
    totalCount,
    facets,
    searched: agencies,
  };
}
