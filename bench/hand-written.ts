import { createServer } from 'node:http';
import { Pool } from 'undici';

/**
 * A contestant of bench/router.ts: its three operations written by hand, with no GraphQL in it. What anything more general can
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
  id: string;
  weight: number;
  maker: { id: string };
}
interface Review extends Row {
  author: { id: string };
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

const entities = async <T extends Row>(subgraph: string, on: string, fields: string, representations: readonly string[]): Promise<T[]> => {
  const head = `query($representations:[_Any!]!){_entities(representations:$representations){...on ${on}{${fields}}}}`;
  return (await ask(subgraph, head, `"representations":[${representations.join(',')}]`))['_entities'] as T[];
};
const productKey = ({ id }: Product): string => `{"__typename":"Product","id":"${id}"}`;
const weighedKey = ({ id, weight }: Product): string => `{"__typename":"Product","id":"${id}","weight":${weight}}`;

async function byId(subgraph: string, on: string, fields: string, ids: readonly string[]): Promise<Map<string, Row>> {
  const unique = [...new Set(ids)];
  const found = await entities(
    subgraph,
    on,
    fields,
    unique.map((id) => `{"__typename":"${on}","id":"${id}"}`),
  );
  return new Map(unique.map((id, index) => [id, found[index] ?? {}]));
}

type Reviewed = { rating: number; reviews: Review[] };
const authorsOf = (reviewed: readonly Reviewed[]): string[] => reviewed.flatMap(({ reviews }) => reviews.map(({ author }) => author.id));

async function heavy({ after }: Row): Promise<Row> {
  const fields = 'id name description weight tags state discontinued dimensions{width height depth}maker{id}';
  const head = `query($after:Int!){catalogue(first:50,after:$after){${fields}}}`;
  const { catalogue } = (await ask('catalogue', head, `"after":${String(after)}`)) as { catalogue: Product[] };
  const keys = catalogue.map(productKey);
  const reviewing = entities<Reviewed>('reviews', 'Product', 'rating reviews{id stars body author{id}}', keys).then(async (reviewed) => ({
    reviewed,
    users: await byId('users', 'User', 'id name country since', authorsOf(reviewed)),
  }));
  const [stocks, prices, { reviewed, users }, makers] = await Promise.all([
    entities('inventory', 'Product', 'stock shipping warehouse{city shelf}', catalogue.map(weighedKey)),
    entities('prices', 'Product', 'price{minor currency}listPrice{minor currency}', keys),
    reviewing,
    byId(
      'makers',
      'Maker',
      'id name country founded',
      catalogue.map(({ maker }) => maker.id),
    ),
  ]);
  return {
    catalogue: catalogue.map((product, index) => ({
      ...product,
      maker: makers.get(product.maker.id),
      ...stocks[index],
      ...prices[index],
      rating: reviewed[index]?.rating,
      reviews: reviewed[index]?.reviews.map((review) => ({ ...review, author: users.get(review.author.id) })),
    })),
  };
}

async function mixed({ ids }: Row): Promise<Row> {
  const head = 'query($ids:[ID!]!){products(ids:$ids){id name weight}}';
  const { products } = (await ask('catalogue', head, `"ids":${JSON.stringify(ids)}`)) as { products: Product[] };
  const keys = products.map(productKey);
  const reviewing = entities<Reviewed>('reviews', 'Product', 'rating reviews{stars author{id}}', keys).then(async (reviewed) => ({
    reviewed,
    users: await byId('users', 'User', 'name', authorsOf(reviewed)),
  }));
  const [stocks, prices, { reviewed, users }] = await Promise.all([
    entities('inventory', 'Product', 'stock shipping', products.map(weighedKey)),
    entities('prices', 'Product', 'price{minor}', keys),
    reviewing,
  ]);
  return {
    products: products.map(({ name }, index) => ({
      name,
      ...stocks[index],
      ...prices[index],
      rating: reviewed[index]?.rating,
      reviews: reviewed[index]?.reviews.map(({ stars, author }) => ({ stars, author: users.get(author.id) })),
    })),
  };
}

async function small({ id }: Row): Promise<Row> {
  const { product } = (await ask('catalogue', 'query($id:ID!){product(id:$id){id name}}', `"id":"${String(id)}"`)) as {
    product: Product | null;
  };
  if (!product) return { product };
  const [priced] = await entities('prices', 'Product', 'price{minor currency}', [productKey(product)]);
  return { product: { ...product, ...priced } };
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
