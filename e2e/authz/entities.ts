import { SignJWT } from 'jose';
import { post } from './asking.ts';
import { observation, observe, type Answer, type Observation, type Question } from './observation.ts';
import { internalKeyOf, type Viewer } from './people.ts';
import type { People } from './running.ts';
import { inGroups } from './questions.ts';
import { nobodys } from './subject.ts';
import type { Supergraph } from './supergraph.ts';
import { selectionOf, shallow, treeBelow, type Branch } from './tree.ts';
import type { World } from './world.ts';

export const subgraphs = ['identity', 'fleet', 'booking', 'support', 'notifications'];

const urlOf = ({ system }: People, subgraph: string): string =>
  `http://127.0.0.1:${Number(new URL(system.demo.graph).port) + 1 + subgraphs.indexOf(subgraph)}/graphql`;

const mint = (key: Uint8Array, audience: string, claims: Record<string, unknown>, issuer = 'router'): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(key);

/** What keys of each entity type name, of everybody's. */
const keysOf = ({ bookings, conversations, agencies, vehicles, people, spare }: World): Record<string, readonly string[]> => ({
  User: people,
  Booking: Object.values(bookings).map(({ id }) => id),
  Conversation: Object.values(conversations).map(({ id }) => id),
  Charge: [spare.charge],
  Settlement: [spare.settlement],
  Agency: [agencies.here],
  VehicleClass: ['CDMV'],
  Vehicle: vehicles.here.slice(0, 1),
});

const entityBranch = (type: string, index: number, children: Branch[]): Branch => ({
  key: `e${index}`,
  parent: '_Entity',
  field: { name: type, returns: type, leaf: false, list: false, args: [], graphs: new Set() },
  on: null,
  args: '',
  children,
});

/** `_entities` asked once for each of `roots`, in one operation. */
function apart(type: string, key: string, ids: readonly string[], roots: readonly Branch[]): { query: string; variables: object } {
  const asked = roots.map((root) => {
    const index = Number(root.key.slice(1));
    return `e${index}: _entities(representations: [{ __typename: "${type}", ${key}: ${JSON.stringify(ids[index])} }]) { ... on ${type} ${selectionOf(root.children)} }`;
  });
  return { query: `query Matrix { ${asked.join(' ')} }`, variables: {} };
}

/** `_entities` asked for all of them as one batch; what one of them had pruned is asked of none. */
function together(type: string, key: string, ids: readonly string[], roots: readonly Branch[]): { query: string; variables: object } {
  const representations = roots.map((root) => ({ __typename: type, [key]: ids[Number(root.key.slice(1))] }));
  const children = (roots[0]?.children ?? []).filter((child) =>
    roots.every((root) => root.children.some(({ key: name }) => name === child.key)),
  );
  const query = `query Matrix($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${selectionOf(children)} } }`;
  return { query, variables: { of: representations } };
}

const unpacked = ({ data, errors }: Answer, roots: readonly Branch[], way: 'entities' | 'batch'): Answer => {
  const keyAt = (place: string | number | undefined): string => (typeof place === 'number' ? (roots[place]?.key ?? '') : String(place));
  if (way === 'entities') {
    const first = Object.entries(data ?? {}).map(([key, found]) => [key, Array.isArray(found) ? (found[0] as unknown) : found]);
    return {
      data: data && (Object.fromEntries(first) as Record<string, unknown>),
      errors: errors.map(({ path = [], ...error }) => ({ ...error, path: [...path.slice(0, 1), ...path.slice(2)] })),
    };
  }
  const found = (data?.['_entities'] ?? []) as unknown[];
  return {
    data: data && Object.fromEntries(roots.map(({ key }, index) => [key, found[index] ?? null])),
    errors: errors.map(({ path = [], ...error }) => ({ ...error, path: path.length > 1 ? [keyAt(path[1]), ...path.slice(2)] : [] })),
  };
};

/** Of whole trees, as many as the router would ask for in one operation. */
const mostApart = 2;

/** Asks each subgraph itself for the entities that it gives, as the router would for each viewer: one by one, and as a batch. */
export function entityQuestions(
  people: People,
  graph: Supergraph,
  world: World,
  viewers: readonly Viewer[],
): (() => Promise<Observation>)[] {
  const key = internalKeyOf(people.system);
  // A guest's token opens nothing here: they are nobody.
  const askers = viewers.filter(({ name }) => name !== 'guest');
  return graph.entities.flatMap(({ graph: subgraph, type, key: keyField }) => {
    const known = keysOf(world)[type];
    if (!known) throw new Error(`${type} is an entity of ${subgraph}, and no key of one is known`);
    const ways = (['entities', 'batch'] as const).flatMap((way) =>
      inGroups(known, way === 'batch' ? known.length : mostApart).map((ids) => ({ way, ids })),
    );
    return ways.map(({ way, ids }) => async () => {
      const whole = treeBelow(graph, type, subgraph).filter(({ key: name }) => name !== keyField);
      const below = way === 'batch' ? shallow(whole) : whole;
      const into = observation(way, `${type} of ${subgraph}`, askers);
      const question: Question = {
        tree: ids.map((_, index) => entityBranch(type, index, below)),
        subjects: world.subjects,
        subject: ({ key: place }) => world.subjects.get(ids[Number(place.slice(1))] ?? '') ?? nobodys,
        ask: async (viewer, roots) => {
          const document = (way === 'batch' ? together : apart)(type, keyField, ids, roots);
          const answer = await post(people, urlOf(people, subgraph), document, await mint(key, subgraph, viewer.claims));
          return unpacked(answer, roots, way);
        },
      };
      await Promise.all(askers.map((viewer) => observe(into, viewer, question)));
      return into;
    });
  });
}

/** Subgraphs that answer who comes without the router's token, one line each. */
export async function unguarded(people: People, viewers: readonly Viewer[]): Promise<{ asked: number; open: string[] }> {
  const key = internalKeyOf(people.system);
  const admin = viewers.find(({ name }) => name === 'admin');
  const open: string[] = [];
  let asked = 0;
  for (const [index, subgraph] of subgraphs.entries()) {
    const claims = { ...admin?.claims };
    const tokens: [string, string | null][] = [
      ['without a token', null],
      ['with an access token', (await admin?.token()) ?? null],
      ['with a token of another key', await mint(Buffer.alloc(32, 7), subgraph, claims)],
      ['with a token for another subgraph', await mint(key, subgraphs[(index + 1) % subgraphs.length] ?? '', claims)],
      ['with a token of another issuer', await mint(key, subgraph, claims, 'identity')],
    ];
    for (const [how, token] of tokens) {
      asked += 1;
      const { status } = await post(people, urlOf(people, subgraph), { query: '{ __typename }' }, token);
      if (status !== 401) open.push(`${subgraph} answers ${status} ${how}`);
    }
  }
  return { asked, open };
}
