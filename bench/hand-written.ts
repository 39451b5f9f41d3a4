import { createServer } from 'node:http';
import { Pool } from 'undici';

/**
 * A contestant of bench/router.ts: its operations written by hand, with no GraphQL in it. What anything more general can
 * hope to come near to. Arguments: the ports of the subgraphs as JSON, and the port to listen on.
 */
const [ports = '', port = ''] = process.argv.slice(2);
const pools = new Map(
  Object.entries(JSON.parse(ports) as Record<string, number>).map(([name, at]) => [
    name,
    new Pool(`http://127.0.0.1:${at}`, { connections: 64, pipelining: 1 }),
  ]),
);

type Row = Record<string, unknown>;
interface Product extends Row {
  __typename: 'Tool' | 'Garment';
  id: string;
  weight: number;
  maker: { id: string };
}
interface About extends Row {
  product: { __typename: string; id: string };
}
interface Reviewed extends Row {
  rating: number;
  topReview: (Row & { author: { id: string } }) | null;
}

async function ask(subgraph: string, head: string, variables: string): Promise<Row> {
  const answer = await pools.get(subgraph)?.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: `{"query":"${head}","variables":{${variables}}}`,
  });
  const { data } = (await answer?.body.json()) as { data: Row };
  return data;
}

const onBoth = (fields: string): string => `...on Tool{${fields}}...on Garment{${fields}}`;
const entities = async <T extends Row>(subgraph: string, selection: string, keys: readonly string[]): Promise<T[]> => {
  const head = `query($representations:[_Any!]!){_entities(representations:$representations){${selection}}}`;
  return (await ask(subgraph, head, `"representations":[${keys.join(',')}]`))['_entities'] as T[];
};
const key = (typename: string, id: string): string => `{"__typename":"${typename}","id":"${id}"}`;
const weighed = ({ __typename, id, weight }: Product): string => `{"__typename":"${__typename}","id":"${id}","weight":${weight}}`;

/** Asks for each entity once. */
async function byKey(subgraph: string, selection: string, keys: readonly string[]): Promise<Map<string, Row>> {
  const unique = [...new Set(keys)];
  const found = await entities(subgraph, selection, unique);
  return new Map(unique.map((one, index) => [one, found[index] ?? {}]));
}

const described = '__typename id name weight';
const ofType = '...on Tool{volts}...on Garment{sizes}';
/** Leaves out what was asked for the sake of another fetch. */
const shown = ({ weight: _, ...product }: Product): Row => product;

async function heavy({ after }: Row): Promise<Row> {
  const head = 'query($after:Int!){users(first:15,after:$after){__typename id name country}}';
  const { users } = (await ask('users', head, `"after":${String(after)}`)) as { users: (Row & { id: string })[] };
  const reviewers = await entities<{ reviews: About[] }>(
    'reviews',
    '...on User{reviews{__typename id stars product{__typename id}}}',
    users.map(({ id }) => key('User', id)),
  );
  const keys = reviewers.flatMap(({ reviews }) => reviews.map(({ product }) => key(product.__typename, product.id)));
  const pricing = byKey('prices', onBoth('price{__typename minor currency}'), keys);
  const more = 'state discontinued variants{__typename sku colour}maker{id}';
  const catalogue = (await byKey('catalogue', onBoth(`${described} ${more}`) + ofType, keys)) as Map<string, Product>;
  const unique = [...catalogue.values()];
  const [prices, deliveries, makers] = await Promise.all([
    pricing,
    entities('inventory', onBoth('shippingMinor:shipping'), unique.map(weighed)),
    byKey(
      'makers',
      '...on Maker{__typename id name country}',
      unique.map(({ maker }) => key('Maker', maker.id)),
    ),
  ]);
  const whole = new Map<string, Row>();
  for (const [index, [of, product]] of [...catalogue].entries()) {
    whole.set(of, { ...shown(product), maker: makers.get(key('Maker', product.maker.id)), ...deliveries[index], ...prices.get(of) });
  }
  const reviewed = (reviews: About[] | undefined): Row[] | undefined =>
    reviews?.map((review) => ({ ...review, product: whole.get(key(review.product.__typename, review.product.id)) }));
  return { __typename: 'Query', users: users.map((user, index) => ({ ...user, reviews: reviewed(reviewers[index]?.reviews) })) };
}

async function mixed({ ids }: Row): Promise<Row> {
  const head = `query($ids:[ID!]!){products(ids:$ids){${described} ${ofType}}}`;
  const { products } = (await ask('catalogue', head, `"ids":${JSON.stringify(ids)}`)) as { products: Product[] };
  const keys = products.map(({ __typename, id }) => key(__typename, id));
  const money = '{__typename minor currency}';
  const reviewing = entities<Reviewed>('reviews', onBoth('rating topReview{__typename id stars author{id}}'), keys).then(
    async (reviewed) => ({
      reviewed,
      users: await byKey(
        'users',
        '...on User{__typename id name}',
        reviewed.flatMap(({ topReview }) => (topReview ? key('User', topReview.author.id) : [])),
      ),
    }),
  );
  const [stocks, prices, { reviewed, users }] = await Promise.all([
    entities('inventory', onBoth('inStock:stock shippingMinor:shipping'), products.map(weighed)),
    entities('prices', onBoth(`price${money}reducedFrom:listPrice${money}`), keys),
    reviewing,
  ]);
  const results = products.map((product, index) => {
    const { rating, topReview = null } = reviewed[index] ?? {};
    const opinion = topReview && { ...topReview, author: users.get(key('User', topReview.author.id)) };
    return { ...shown(product), ...stocks[index], ...prices[index], rating, opinion };
  });
  return { __typename: 'Query', results };
}

async function small({ id }: Row): Promise<Row> {
  const head = 'query($id:ID!){product(id:$id){__typename id name}}';
  const { product } = (await ask('catalogue', head, `"id":"${String(id)}"`)) as { product: Product | null };
  if (!product) return { product };
  const [priced] = await entities('prices', onBoth('price{minor currency}'), [key(product.__typename, product.id)]);
  return { product: { id: product.id, name: product['name'], ...priced } };
}

const written: Readonly<Record<string, (variables: Row) => Promise<Row>>> = { Heavy: heavy, Mixed: mixed, Small: small };

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { operationName?: string; variables: Row };
    void (async () => {
      const data = await written[operationName ?? '']?.(variables);
      const text = JSON.stringify({ data });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    })();
  });
}).listen(Number(port), '127.0.0.1');
