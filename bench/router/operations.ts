import { products } from '../fixtures/data.ts';

export interface Operation {
  name: string;
  says: string;
  query: string;
  /** Different for any `n` within some thousands, so that no two requests in flight are equal. */
  variables: (n: number) => Record<string, unknown>;
}

const ids = 60;

export const operations: readonly Operation[] = [
  {
    name: 'heavy',
    says: '50 products with all they have, 43 KB, 6 fetches in 3 steps',
    query: `query Heavy($after: Int!) {
  catalogue(first: 50, after: $after) {
    id name description weight tags state discontinued
    dimensions { width height depth }
    maker { id name country founded }
    stock shipping warehouse { city shelf }
    price { minor currency } listPrice { minor currency }
    rating reviews { id stars body author { id name country since } }
  }
}`,
    variables: (n) => ({ after: (n * 17) % (products - 50) }),
  },
  {
    name: 'mixed',
    says: `2 of ${ids} products, 0.5 KB, 5 fetches in 3 steps`,
    query: `query Mixed($ids: [ID!]!) {
  products(ids: $ids) { name stock shipping price { minor } rating reviews { stars author { name } } }
}`,
    // Ordered pairs of two different ids: 3,540 of them, each id first once in 60 requests.
    variables: (n) => ({ ids: [`p${n % ids}`, `p${((n % ids) + 1 + (Math.floor(n / ids) % (ids - 1))) % ids}`] }),
  },
  {
    name: 'small',
    says: 'one product, 0.1 KB, 2 fetches',
    query: `query Small($id: ID!) { product(id: $id) { id name price { minor currency } } }`,
    variables: (n) => ({ id: `p${(n * 7) % (products + 10)}` }),
  },
];

export const bodyOf = ({ query, name, variables }: Operation, n: number): string =>
  JSON.stringify({ query, operationName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, variables: variables(n) });
