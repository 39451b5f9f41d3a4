import { products } from '../fixtures/data.ts';

export interface Operation {
  name: string;
  says: string;
  /** Written as clients write: a fragment a component, __typename everywhere. */
  query: string;
  /** Different for any `n` within some thousands, so that no two requests in flight are equal. */
  variables: (n: number) => Record<string, unknown>;
}

const ids = 60;

const product = `
fragment ProductName on Product { __typename id name ... on Tool { __typename volts } ... on Garment { __typename sizes } }
fragment Money on Price { __typename minor currency }
fragment Person on User { __typename id name }`;

export const operations: readonly Operation[] = [
  {
    name: 'heavy',
    says: '15 users with 6 reviews each and the products that they are about, 6 fetches in 4 steps',
    query: `query Heavy($after: Int!) {
  __typename
  users(first: 15, after: $after) { ...Reviewer }
}
fragment Reviewer on User { __typename ...Person country reviews { ...ReviewLine } }
fragment ReviewLine on Review { __typename id stars product { ...ProductCard } }
fragment ProductCard on Product {
  __typename
  ...ProductName
  ...ProductState
  ...ProductPrice
  ...ProductDelivery
  variants { ...VariantDot }
  maker { ...MakerBadge }
}
fragment ProductState on Product { __typename id state discontinued }
fragment ProductPrice on Product { __typename id price { ...Money } }
fragment ProductDelivery on Product { __typename id shippingMinor: shipping }
fragment VariantDot on Variant { __typename sku colour }
fragment MakerBadge on Maker { __typename id name country }${product}`,
    variables: (n) => ({ after: (n * 17) % (products - 50) }),
  },
  {
    name: 'mixed',
    says: `2 of ${ids} products, 5 fetches in 3 steps`,
    query: `query Mixed($ids: [ID!]!) {
  __typename
  results: products(ids: $ids) { ...ProductCard }
}
fragment ProductCard on Product {
  __typename
  ...ProductName
  ...ProductPrice
  ...ProductAvailability
  ...ProductOpinion
}
fragment ProductPrice on Product { __typename id price { ...Money } reducedFrom: listPrice { ...Money } }
fragment ProductAvailability on Product { __typename id inStock: stock shippingMinor: shipping }
fragment ProductOpinion on Product { __typename id rating opinion: topReview { ...ReviewLine } }
fragment ReviewLine on Review { __typename id stars author { ...Person } }${product}`,
    // Ordered pairs of two different ids: 3,540 of them, each id first once in 60 requests.
    variables: (n) => ({ ids: [`p${n % ids}`, `p${((n % ids) + 1 + (Math.floor(n / ids) % (ids - 1))) % ids}`] }),
  },
  {
    name: 'small',
    says: 'one product, 2 fetches',
    query: 'query Small($id: ID!) { product(id: $id) { id name price { minor currency } } }',
    variables: (n) => ({ id: `p${(n * 7) % (products + 10)}` }),
  },
];

export const bodyOf = ({ query, name, variables }: Operation, n: number): string =>
  JSON.stringify({ query, operationName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, variables: variables(n) });
